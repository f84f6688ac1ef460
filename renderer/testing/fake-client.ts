import { createStore } from 'zustand/vanilla';
import {
  type AppEvent,
  type JobEvent,
  type JobId,
  type JobView,
  jobId,
  type Result,
  type UiSettings,
  uiSettings,
} from '../../engine/api/contract.ts';
import { packComparison, packGraph, packOriginal } from '../../engine/view/pack-graph.ts';
import type { ConnectionState } from '../api/reconnecting-link.ts';
import type { WorkbenchClient, WorkbenchRpc } from '../api/workbench-client.ts';
import { inceptionGraphs, toOriginal } from './graphs.ts';
import { keptExports, keptRuns, toSummary } from './history.ts';
import { appInfo, inceptionModel, inceptionSample, recentFiles, samples } from './models.ts';

type Procedures<T> = { [Name in keyof T]?: Partial<T[Name]> };

export interface FakeClient extends WorkbenchClient {
  /** Sends an event to whoever watches the job, now or later. */
  emit(job: JobId, event: JobEvent): void;
  /** Tells the window the engine's queue. */
  emitQueue(jobs: readonly JobView[]): void;
  /** Sends what the host tells the window unasked. */
  emitApp(event: AppEvent): void;
  setConnection(state: ConnectionState): void;
  /** What was asked of the engine, in order: 'models.open', then its input. */
  readonly calls: readonly { readonly method: string; readonly input: unknown }[];
  /** The newest of them that somebody asked for: settings are written by themselves, a while after a change. */
  lastCall(): { readonly method: string; readonly input: unknown } | undefined;
  readonly downloads: readonly string[];
}

export const compareJob = jobId.parse('job-compare');
export const gridJob = jobId.parse('job-grid');
export const raceJob = jobId.parse('job-race');
export const tuneJob = jobId.parse('job-tune');
export const tunedExportJob = jobId.parse('job-tuned-export');
export const exportJob = jobId.parse('job-export');
export const checkJob = jobId.parse('job-check');
export const confirmJob = jobId.parse('job-confirm');

const succeed = <T>(value: T): Promise<Result<T>> => Promise.resolve({ ok: true, value });

const graphsFor = (target: string) => ({ ...inceptionGraphs(), target });

export const refuse = (code: string, message: string): Promise<Result<never>> =>
  Promise.resolve({ ok: false, error: { code, message, details: {} } });

/** An engine in memory that answers with the fixtures; `overrides` replaces single methods. */
export function createFakeClient(overrides: Procedures<WorkbenchRpc> = {}): FakeClient {
  const calls: { method: string; input: unknown }[] = [];
  const downloads: string[] = [];
  const connection = createStore<ConnectionState>()(() => ({ status: 'open' }));
  const jobs = new Map<JobId, Channel<JobEvent>>();
  const appChannel = new Channel<AppEvent>();
  const queueChannel = new Channel<readonly JobView[]>();
  let settings: UiSettings = uiSettings.parse({ tourSeen: true });

  const channel = (job: JobId) => {
    const existing = jobs.get(job) ?? new Channel<JobEvent>();
    jobs.set(job, existing);
    return existing;
  };
  const note = <T>(method: string, input: unknown, answer: T): T => {
    calls.push({ method, input });
    return answer;
  };

  const rpc: WorkbenchRpc = {
    app: { info: () => succeed(appInfo), ...overrides.app },
    settings: {
      read: () => succeed(settings),
      write: (changes) => {
        settings = uiSettings.parse({ ...settings, ...changes });
        return note('settings.write', changes, succeed(settings));
      },
      ...overrides.settings,
    },
    recent: { list: () => succeed(recentFiles), clear: () => succeed([]), ...overrides.recent },
    samples: { list: () => succeed(samples), ...overrides.samples },
    host: {
      chooseFiles: (input) => note('host.chooseFiles', input, succeed(['/home/ada/models/resnet50.onnx'])),
      chooseSavePath: (input) => note('host.chooseSavePath', input, succeed(`/home/ada/${input.suggestedName}`)),
      showInFolder: (input) => note('host.showInFolder', input, succeed(true as const)),
      ...overrides.host,
    },
    models: {
      fillWeights: (input) =>
        note('models.fillWeights', input, succeed({ ...inceptionModel, weights: 'random' as const })),
      open: (input) => note('models.open', input, succeed(input.kind === 'sample' ? inceptionSample : inceptionModel)),
      list: () => succeed([]),
      close: (input) => note('models.close', input, succeed(true as const)),
      stage: (input) => note('models.stage', input, succeed(packGraph(inceptionGraphs().before))),
      original: (input) => note('models.original', input, succeed(packOriginal(toOriginal(graphsFor(input.target))))),
      graph: (input) => note('models.graph', input, succeed(packComparison(graphsFor(input.target)))),
      tensor: ({ value }) =>
        succeed({
          name: value,
          dataType: 'float32',
          shape: '[16, 1, 3, 3]',
          values: ['0.1', '-0.25', '0.5'],
          elementCount: 144,
          sizeBytes: 576,
          statistics: { min: -0.61, max: 0.74, mean: 0.02, std: 0.19 },
        }),
      ...overrides.models,
    },
    compare: {
      start: (input) => note('compare.start', input, succeed({ jobId: compareJob })),
      latest: () => succeed(null),
      ...overrides.compare,
    },
    grids: {
      start: (input) => note('grids.start', input, succeed({ jobId: gridJob })),
      ...overrides.grids,
    },
    races: {
      start: (input) => note('races.start', input, succeed({ jobId: raceJob })),
      latest: () => succeed(null),
      ...overrides.races,
    },
    calibrations: {
      latest: () => succeed(null),
      tensor: (input) => note('calibrations.tensor', input, refuse('model.unknown-tensor', 'There is no such tensor.')),
      ...overrides.calibrations,
    },
    data: {
      sample: (input) => note('data.sample', input, refuse('data.not-found', 'There is no such data.')),
      ...overrides.data,
    },
    mixed: { latest: () => succeed(null), ...overrides.mixed },
    history: {
      list: () => succeed({ runs: keptRuns.map(toSummary), diagnostics: [] }),
      run: ({ runId }) => {
        const run = keptRuns.find((candidate) => candidate.runId === runId);
        return run ? succeed(run) : refuse('history.unknown-run', 'There is no such run.');
      },
      setNote: (input) => note('history.setNote', input, succeed(true as const)),
      remove: (input) => note('history.remove', input, succeed(true as const)),
      lineage: () => succeed({ madeFrom: [], exports: keptExports, runs: keptRuns.map(toSummary) }),
      ...overrides.history,
    },
    reports: {
      write: (input) =>
        note('reports.write', input, succeed({ fileName: `inception.report.${input.format}`, path: input.path ?? '' })),
      ...overrides.reports,
    },
    tune: {
      start: (input) => note('tune.start', input, succeed({ jobId: tuneJob })),
      latest: () => succeed(null),
      export: (input) => note('tune.export', input, succeed({ jobId: tunedExportJob })),
      ...overrides.tune,
    },
    exports: {
      start: (input) => note('exports.start', input, succeed({ jobId: exportJob })),
      ...overrides.exports,
    },
    confirmations: {
      start: (input) => note('confirmations.start', input, succeed({ jobId: confirmJob })),
      ...overrides.confirmations,
    },
    checks: {
      start: (input) => note('checks.start', input, succeed({ jobId: checkJob })),
      ...overrides.checks,
    },
    jobs: {
      cancel: (input) => note('jobs.cancel', input, succeed(true as const)),
      running: () => succeed([]),
      move: (input) => note('jobs.move', input, succeed(true as const)),
      ...overrides.jobs,
    },
  };

  return {
    rpc,
    connection,
    calls,
    lastCall: () => calls.findLast(({ method }) => method !== 'settings.write'),
    downloads,
    watchJob: (job, signal) => channel(job).read(signal),
    jobQueue: (signal) => queueChannel.read(signal),
    appEvents: (signal) => appChannel.read(signal),
    upload: (files, { onProgress }) => {
      onProgress(1);
      const names = files.map(({ name }) => name);
      return note('upload', names, succeed({ uploadId: 'upload-1', path: `/tmp/upload-1/${names[0]}` }));
    },
    pathOf: () => '',
    setHostTheme: () => {},
    download: (path) => downloads.push(path),
    emit: (job, event) => channel(job).push(event),
    emitQueue: (views) => queueChannel.push(views),
    emitApp: (event) => appChannel.push(event),
    setConnection: (state) => connection.setState(state, true),
  };
}

/** Events in order, kept until somebody reads them. */
class Channel<T> {
  #waiting: T[] = [];
  #wake: (() => void) | undefined;

  push(event: T): void {
    this.#waiting.push(event);
    this.#wake?.();
  }

  async *read(signal?: AbortSignal): AsyncGenerator<T, void> {
    const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    while (!signal?.aborted) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        yield next;
        if (isFinal(next)) return;
        continue;
      }
      await Promise.race([
        aborted,
        new Promise<void>((resolve) => {
          this.#wake = resolve;
        }),
      ]);
    }
  }
}

const finalTypes: readonly unknown[] = ['done', 'failed', 'cancelled'];
const isFinal = (event: unknown) =>
  typeof event === 'object' && event !== null && 'type' in event && finalTypes.includes(event.type);
