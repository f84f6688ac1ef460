import { constants } from 'node:os';
import type { MessagePortMain } from 'electron';
import type { HostedProcess, ProcessExit, ProcessHost } from '../engine/runtime/process-host.ts';
import type { EngineOrder, EngineRequest } from './engine-messages.ts';

type RunnerOrder = Extract<EngineOrder, { readonly runnerId: number }>;

/** The engine's end of runner processes that the main process makes for it. */
export function createHostedRunners(ask: (request: EngineRequest) => void): {
  readonly processHost: ProcessHost;
  /** Takes what the main process says about a runner. */
  update(order: RunnerOrder, port: MessagePortMain | undefined): void;
} {
  const runners = new Map<number, HostedRunner>();
  let lastId = 0;
  return {
    processHost: {
      spawnRunner: () => {
        lastId += 1;
        const runnerId = lastId;
        const runner = new HostedRunner(() => ask({ type: 'kill-runner', runnerId }));
        runners.set(runnerId, runner);
        ask({ type: 'spawn-runner', runnerId });
        return runner;
      },
    },
    update: (order, port) => {
      const runner = runners.get(order.runnerId);
      if (runner === undefined) return;
      if (order.type === 'runner-started') {
        runner.start(order.pid, port);
        return;
      }
      runners.delete(order.runnerId);
      runner.end({ ...endOf(order.code), stderrTail: order.stderrTail });
    },
  };
}

const deadlySignals = ['SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/**
 * Where there are signals, Electron reports the number of the one that ended a process as its exit code. A runner itself
 * ends with 0 or 1, so the numbers do not get mixed up.
 */
function endOf(code: number | undefined): Pick<ProcessExit, 'code' | 'signal'> {
  const signal =
    process.platform === 'win32' ? undefined : deadlySignals.find((name) => constants.signals[name] === code);
  return signal === undefined ? { code, signal } : { code: undefined, signal };
}

class HostedRunner implements HostedProcess {
  readonly kill: () => void;
  readonly #listeners: ((message: unknown) => void)[] = [];
  readonly #exited: Promise<ProcessExit>;
  #port: MessagePortMain | undefined;
  #pid: number | undefined;
  /** Messages from before the port came. */
  #unsent: unknown[] = [];
  end: (exit: ProcessExit) => void = () => {};

  constructor(kill: () => void) {
    this.kill = kill;
    this.#exited = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  start(pid: number | undefined, port: MessagePortMain | undefined): void {
    this.#pid = pid;
    this.#port = port;
    port?.on('message', ({ data }) => {
      for (const listener of this.#listeners) listener(data);
    });
    port?.start();
    for (const message of this.#unsent) port?.postMessage(message);
    this.#unsent = [];
  }

  post(message: unknown): void {
    if (this.#port === undefined) this.#unsent.push(message);
    else this.#port.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listeners.push(listener);
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    void this.#exited.then(listener);
  }
}
