import { implement } from '@orpc/server';
import { isAbort } from '../errors.ts';
import { packComparison, packGraph, packOriginal } from '../view/pack-graph.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { type AppEvent, contract, type JobEvent, type JobId, type Result } from './contract.ts';
import { hostUnavailable, unknownUpload } from './errors.ts';
import type { HostServices } from './host-services.ts';
import { toWireError } from './wire-error.ts';

/**
 * Binds the contract to the workbench. Every answer is a Result: nothing is thrown across the boundary but a
 * refused payload, which the contract's schemas catch, and a cancelled call.
 */
export function createRouter(workbench: Workbench, host: HostServices, report: (error: unknown) => void) {
  const os = implement(contract);

  const result = async <T>(work: () => Promise<T> | T): Promise<Result<T>> => {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      if (isAbort(error)) throw error;
      return { ok: false, error: toWireError(error, report) };
    }
  };

  /** A job that is not known has failed: a stream that broke off would be opened again and again. */
  async function* jobEvents(jobId: JobId, signal: AbortSignal | undefined): AsyncGenerator<JobEvent, void> {
    try {
      yield* workbench.jobs.watch(jobId, signal);
    } catch (error) {
      yield { type: 'failed', error: toWireError(error, report) };
    }
  }

  const window = (what: string) => {
    if (host.kind !== 'window') throw hostUnavailable(what);
    return host;
  };

  return os.router({
    app: {
      info: os.app.info.handler(() => result(() => workbench.info())),
      events: os.app.events.handler(({ signal }) => hostEvents(host, signal)),
    },
    settings: {
      read: os.settings.read.handler(() => result(() => workbench.files.readSettings())),
      write: os.settings.write.handler(({ input }) => result(() => workbench.files.writeSettings(input))),
    },
    recent: {
      list: os.recent.list.handler(() => result(() => workbench.files.listRecent())),
      clear: os.recent.clear.handler(() => result(() => workbench.files.clearRecent())),
    },
    samples: {
      list: os.samples.list.handler(() => result(() => workbench.samples())),
    },
    host: {
      chooseFiles: os.host.chooseFiles.handler(({ input }) =>
        result(() => window('The file dialog').chooseFiles(input.purpose)),
      ),
      chooseSavePath: os.host.chooseSavePath.handler(({ input }) =>
        result(() => window('The save dialog').chooseSavePath(input.suggestedName)),
      ),
      showInFolder: os.host.showInFolder.handler(({ input }) =>
        result(async () => {
          await window('The file manager').showInFolder(input.path);
          return true as const;
        }),
      ),
    },
    models: {
      open: os.models.open.handler(({ input, signal }) =>
        result(() => {
          switch (input.kind) {
            case 'path':
              return workbench.openPath(input.path, {
                ...(input.weightsPath !== undefined && { weightsPath: input.weightsPath }),
                ...(signal && { signal }),
              });
            case 'sample':
              return workbench.openSample(input.sampleId, signal);
            case 'upload': {
              const path = host.kind === 'browser' ? host.uploads.findPath(input.uploadId) : undefined;
              if (path === undefined) throw unknownUpload(input.uploadId);
              return workbench.openUpload(path, signal);
            }
          }
        }),
      ),
      list: os.models.list.handler(() => result(() => workbench.list())),
      fillWeights: os.models.fillWeights.handler(({ input, signal }) =>
        result(() => workbench.fillWeights(input.modelId, signal)),
      ),
      close: os.models.close.handler(({ input }) =>
        result(async () => {
          await workbench.close(input.modelId);
          return true as const;
        }),
      ),
      original: os.models.original.handler(({ input }) => result(() => packOriginal(workbench.original(input)))),
      stage: os.models.stage.handler(({ input }) => result(() => packGraph(workbench.stage(input)))),
      graph: os.models.graph.handler(({ input }) => result(() => packComparison(workbench.graphs(input)))),
      tensor: os.models.tensor.handler(({ input }) => result(() => workbench.tensor(input.modelId, input.value))),
    },
    compare: {
      start: os.compare.start.handler(({ input }) => result(() => ({ jobId: workbench.startCompare(input) }))),
      latest: os.compare.latest.handler(({ input }) => result(() => workbench.latestReport(input.modelId))),
    },
    grids: {
      start: os.grids.start.handler(({ input }) => result(() => ({ jobId: workbench.startGrid(input) }))),
    },
    races: {
      start: os.races.start.handler(({ input }) => result(() => ({ jobId: workbench.startRace(input) }))),
      latest: os.races.latest.handler(() => result(() => workbench.latestRace())),
    },
    calibrations: {
      latest: os.calibrations.latest.handler(({ input }) => result(() => workbench.latestCalibration(input.modelId))),
      tensor: os.calibrations.tensor.handler(({ input }) =>
        result(() => workbench.calibratedTensor(input.modelId, input.name)),
      ),
    },
    data: {
      sample: os.data.sample.handler(({ input, signal }) => result(() => workbench.sample(input, signal))),
    },
    mixed: {
      latest: os.mixed.latest.handler(({ input }) => result(() => workbench.latestMixed(input.modelId))),
    },
    history: {
      list: os.history.list.handler(({ input }) =>
        result(async () => ({
          diagnostics: await workbench.history.diagnostics(),
          runs: await workbench.history.runs(input),
        })),
      ),
      run: os.history.run.handler(({ input }) => result(() => workbench.history.run(input.runId))),
      setNote: os.history.setNote.handler(({ input }) =>
        result(async () => {
          await workbench.history.setNote(input.runId, input.note);
          return true as const;
        }),
      ),
      remove: os.history.remove.handler(({ input }) =>
        result(async () => {
          await workbench.history.removeRun(input.runId);
          return true as const;
        }),
      ),
      lineage: os.history.lineage.handler(({ input }) => result(() => workbench.lineage(input.modelId))),
    },
    reports: {
      write: os.reports.write.handler(({ input: { source, format, path } }) =>
        result(() => workbench.writeReport(source, format, path)),
      ),
    },
    tune: {
      start: os.tune.start.handler(({ input }) => result(() => ({ jobId: workbench.startTune(input) }))),
      latest: os.tune.latest.handler(({ input }) => result(() => workbench.latestTune(input.modelId))),
      export: os.tune.export.handler(({ input }) => result(() => ({ jobId: workbench.startTunedExport(input) }))),
    },
    exports: {
      start: os.exports.start.handler(({ input }) => result(() => ({ jobId: workbench.startExport(input) }))),
    },
    confirmations: {
      start: os.confirmations.start.handler(({ input }) => result(() => ({ jobId: workbench.startConfirm(input) }))),
    },
    checks: {
      start: os.checks.start.handler(({ input }) => result(() => ({ jobId: workbench.startCheck(input) }))),
    },
    jobs: {
      watch: os.jobs.watch.handler(({ input, signal }) => jobEvents(input.jobId, signal)),
      cancel: os.jobs.cancel.handler(({ input }) =>
        result(() => {
          workbench.jobs.cancel(input.jobId);
          return true as const;
        }),
      ),
      running: os.jobs.running.handler(() => result(() => workbench.jobs.running())),
      queue: os.jobs.queue.handler(({ signal }) => workbench.jobs.queue(signal)),
      move: os.jobs.move.handler(({ input }) =>
        result(() => {
          workbench.jobs.move(input.jobId, input.direction);
          return true as const;
        }),
      ),
    },
  });
}

/** The host's events as a stream that ends with the caller. */
async function* hostEvents(host: HostServices, signal: AbortSignal | undefined): AsyncGenerator<AppEvent, void> {
  const waiting: AppEvent[] = [];
  let wake: () => void = () => {};
  const unsubscribe = host.subscribe((event) => {
    waiting.push(event);
    wake();
  });
  const onAbort = () => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    while (!signal?.aborted) {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) yield event;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (waiting.length > 0 || signal?.aborted) resolve();
      });
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', onAbort);
  }
}
