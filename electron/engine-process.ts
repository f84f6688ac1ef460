import { createEngine } from '../engine/engine.ts';
import { serveEngine } from './serve-engine.ts';

/** As the supervisor in the main process passes them. */
const [userDataDir, samplesFolder, startModel] = process.argv.slice(2);
if (userDataDir === undefined || samplesFolder === undefined) {
  throw new Error('The main process starts the engine with a folder for settings and the folder of the samples.');
}

serveEngine(process.parentPort, { userDataDir, samplesFolder, startModel }, createEngine);
