import { type ChildProcess, fork } from 'node:child_process';
import type { HostedProcess, ProcessExit, ProcessHost } from './process-host.ts';
import { type RunnerEntry, resolveRunnerEntry } from './runner-entry.ts';

/** Runner processes by child_process.fork: the command line, `lathe serve`, and tests. */
export function createNodeProcessHost(options: { readonly entry?: RunnerEntry } = {}): ProcessHost {
  return { spawnRunner: () => new ForkedProcess(options.entry ?? resolveRunnerEntry()) };
}

const stderrTailLength = 4096;

/** After 'exit' the last of standard error may still be on its way; it is waited for this long. */
const stderrGraceMs = 100;

const running = new Set<ChildProcess>();

class ForkedProcess implements HostedProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<ProcessExit>;
  #stderrTail = '';

  constructor(entry: RunnerEntry) {
    this.#child = fork(entry.path, [], {
      // Not this process's flags: a loader or a debugger would count as memory of the model.
      execArgv: [...entry.execArgv],
      env: environmentWithoutNodeOptions(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    endWithThisProcess(this.#child);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailLength);
    });
    this.#exited = new Promise((resolve) => this.#settleOnExit(resolve));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  post(message: unknown): void {
    // A broken channel means that the process is gone, which onExit reports; the callback keeps send from raising it too.
    this.#child.send(message as object, () => {});
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    void this.#exited.then(listener);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #settleOnExit(resolve: (exit: ProcessExit) => void): void {
    const settle = (code: number | null, signal: string | null) =>
      resolve({ code: code ?? undefined, signal: signal ?? undefined, stderrTail: this.#stderrTail });
    this.#child.once('exit', (code, signal) => {
      const timer = setTimeout(() => settle(code, signal), stderrGraceMs);
      this.#child.once('close', () => {
        clearTimeout(timer);
        settle(code, signal);
      });
    });
    // Raised instead of 'exit' when the process could not be started; at other times 'exit' follows and says more.
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) resolve({ code: undefined, signal: undefined, stderrTail: error.message });
    });
  }
}

function environmentWithoutNodeOptions(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return environment;
}

let isListening = false;

/** A runner deep in a run does not notice that its parent is gone, so the parent takes it along. */
function endWithThisProcess(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (isListening) return;
  isListening = true;
  process.once('exit', () => {
    for (const each of running) each.kill('SIGKILL');
  });
}
