import { rmSync } from 'node:fs';
import { isRunnerCancel, isRunnerRequest, type RunnerResponse } from './runner-protocol.ts';
import { RunnerService } from './runner-service.ts';

/**
 * Entry of a runner process, under child_process.fork and under Electron's utilityProcess.fork.
 * It answers calls until it is killed: that is how a session is closed, and how a run is cancelled that blocks this process's
 * only JavaScript thread.
 */

/** The parts of Electron's MessagePortMain and `process.parentPort` that are used. Source: electronjs.org/docs/latest/api */
interface EnginePort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
  start(): void;
}
interface ParentPort {
  once(event: 'message', listener: (event: { readonly ports: readonly EnginePort[] }) => void): void;
}

const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort };
const service = new RunnerService();
let scratchPath: string | undefined;
let enginePort: EnginePort | undefined;

const send = (response: RunnerResponse): void => {
  if (enginePort) enginePort.postMessage(response);
  else process.send?.(response);
};

const receive = (message: unknown): void => {
  if (isRunnerCancel(message)) service.cancel(message);
  if (!isRunnerRequest(message)) return;
  if (message.call.kind === 'load') scratchPath = message.call.scratchPath;
  void service.answer(message).then(send);
};

/** The engine died without killing this process: nobody is left to answer to, or to clean up. */
const leave = (): never => {
  if (scratchPath !== undefined) rmSync(scratchPath, { recursive: true, force: true });
  process.exit();
};

// In Electron the first message brings a port straight to the engine: tensors do not pass through the main process.
parentPort?.once('message', ({ ports: [port] }) => {
  enginePort = port;
  port?.on('message', (event) => receive(event.data));
  port?.on('close', leave);
  port?.start();
});
process.on('message', receive);

process.on('disconnect', leave);

// Ctrl-C in a terminal reaches the whole process group. What it means is for the engine to decide.
process.on('SIGINT', () => {});
