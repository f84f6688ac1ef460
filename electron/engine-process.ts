import { createEngine } from '../engine/engine.ts';
import { serveEngine } from './serve-engine.ts';

const [userDataDir, startModel] = process.argv.slice(2);
if (userDataDir === undefined) throw new Error('The main process starts the engine with the folder for its settings.');

serveEngine(process.parentPort, { userDataDir, startModel }, createEngine);
