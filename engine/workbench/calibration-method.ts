import type { CalibrationSpec } from '../api/contract.ts';
import type { CalibrationMethod } from '../precision/calibration/threshold.ts';

/** Of magnitudes, in percent, that stay inside the range where nobody says how many. */
const DEFAULT_PERCENTILE = 99.99;

export function methodOf({ method, percentile = DEFAULT_PERCENTILE }: CalibrationSpec): CalibrationMethod {
  return method === 'percentile' ? { kind: method, percentile } : { kind: method };
}

/** 'percentile 99.99' */
export const describeMethod = (method: CalibrationMethod): string =>
  method.kind === 'percentile' ? `percentile ${method.percentile}` : method.kind;
