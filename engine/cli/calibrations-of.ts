import { join } from 'node:path';
import { CalibrationStore } from '../workbench/calibration-store.ts';
import type { CommandIo } from './command.ts';

/** The calibrations that commands and the window share; undefined where nothing is kept between runs. */
export const calibrationsOf = ({ userDataFolder }: CommandIo): CalibrationStore | undefined =>
  userDataFolder === undefined ? undefined : new CalibrationStore(join(userDataFolder, 'calibrations'));
