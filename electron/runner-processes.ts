import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { EngineOrder } from './engine-messages.ts';

const stderrTailLength = 4096;
/** After 'exit' the last of standard error may still be on its way; it is waited for this long. */
const stderrGraceMs = 100;

/** The runners of one engine process. */
export interface RunnerProcesses {
  spawn(runnerId: number): void;
  kill(runnerId: number): void;
  killAll(): void;
}

/**
 * Makes runner processes for the engine, which cannot make any itself. A runner gets one end of a channel and the engine
 * the other, so that tensors pass this process by.
 */
export function createRunnerProcesses(
  runnerPath: string,
  tellEngine: (order: EngineOrder, ports?: readonly MessagePortMain[]) => void,
): RunnerProcesses {
  const runners = new Map<number, UtilityProcess>();

  return {
    spawn: (runnerId) => {
      const runner = utilityProcess.fork(runnerPath, [], {
        serviceName: 'Lathe Runner',
        stdio: ['ignore', 'ignore', 'pipe'],
        env: environmentWithoutNodeOptions(),
      });
      runners.set(runnerId, runner);
      const { port1, port2 } = new MessageChannelMain();
      runner.postMessage('engine-port', [port1]);
      runner.once('spawn', () => {
        tellEngine({ type: 'runner-started', runnerId, ...(runner.pid === undefined ? {} : { pid: runner.pid }) }, [
          port2,
        ]);
      });

      let stderrTail = '';
      runner.stderr?.on('data', (chunk: Buffer) => {
        stderrTail = (stderrTail + chunk.toString()).slice(-stderrTailLength);
      });
      runner.once('exit', (code) => {
        runners.delete(runnerId);
        setTimeout(() => tellEngine({ type: 'runner-exited', runnerId, code, stderrTail }), stderrGraceMs);
      });
    },
    kill: (runnerId) => {
      const runner = runners.get(runnerId);
      if (runner !== undefined) killAtOnce(runner);
    },
    killAll: () => {
      for (const runner of runners.values()) killAtOnce(runner);
    },
  };
}

/** `UtilityProcess.kill` asks politely, which a process deep in native code does not hear. */
function killAtOnce(runner: UtilityProcess): void {
  const { pid } = runner;
  if (pid === undefined) {
    runner.once('spawn', () => killAtOnce(runner));
    return;
  }
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already; its 'exit' tells.
  }
}

function environmentWithoutNodeOptions(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[0] !== 'NODE_OPTIONS' && entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
