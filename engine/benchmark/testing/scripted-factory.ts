import { WorkbenchError } from '../../errors.ts';
import type { Feeds, Session, SessionFactory, SessionOptions } from '../../runtime/session.ts';

/** How the fake session of one variant behaves. */
export interface Script {
  /** Duration of the run with this number, counted from 0 over the session's life. */
  readonly durationMs?: (run: number) => number;
  readonly failsToLoad?: boolean;
  /** The run with which its process dies. */
  readonly crashesAtRun?: number;
  readonly inputDims?: readonly (number | string)[];
}

export interface TimedBlock {
  readonly path: string;
  readonly runCount: number;
}

export interface ScriptedFactory extends SessionFactory {
  /** Every call of `time`, in order. */
  readonly timed: readonly TimedBlock[];
  readonly options: ReadonlyMap<string, SessionOptions>;
  readonly feeds: ReadonlyMap<string, Feeds>;
  readonly openCount: () => number;
}

const crash = () => new WorkbenchError('runtime.runner-exited', {}, 'It crashed.');

/** Sessions that run nothing and take the time they are told, by the path of their model. Nothing overlaps, or it throws. */
export function scriptedFactory(scripts: Readonly<Record<string, Script>>): ScriptedFactory {
  const timed: TimedBlock[] = [];
  const optionsByPath = new Map<string, SessionOptions>();
  const feedsByPath = new Map<string, Feeds>();
  let open = 0;

  const sessionOf = (path: string, script: Script): Session => {
    let run = 0;
    let isClosed = false;
    const { durationMs = () => 100, crashesAtRun = Number.POSITIVE_INFINITY } = script;
    return {
      inputs: [{ name: 'x', dataType: 'float32', dims: script.inputDims ?? ['batch', 2] }],
      outputs: [],
      loadMs: 7,
      backend: 'node-binding',
      timedOutputs: () => Promise.resolve({}),
      run: async () => ({}),
      reduce: async () => ({}),
      endProfile: async () => [],
      memory: async () => ({ peakBytes: 300, baselineBytes: 100 }),
      time: async (feeds, runCount, options) => {
        options?.signal?.throwIfAborted();
        if (isClosed) throw new Error(`${path} is closed`);
        timed.push({ path, runCount });
        feedsByPath.set(path, feeds);
        const durations = Float64Array.from({ length: runCount }, (_, index) => durationMs(run + index));
        run += runCount;
        if (run > crashesAtRun) throw crash();
        return durations;
      },
      close: async () => {
        if (!isClosed) open--;
        isClosed = true;
      },
    };
  };

  return {
    timed,
    options: optionsByPath,
    feeds: feedsByPath,
    openCount: () => open,
    open: async (source, options) => {
      const path = source.kind === 'file' ? source.path : '';
      const script = scripts[path] ?? {};
      optionsByPath.set(path, options);
      if (script.failsToLoad) throw new WorkbenchError('runtime.load-failed', {}, `${path} does not load.`);
      open++;
      return sessionOf(path, script);
    },
    dispose: async () => {},
  };
}
