import { type BenchmarkVariant, benchmark } from '../benchmark/benchmark.ts';
import { findPowerMeter } from '../benchmark/power.ts';
import { defaultRunBudget } from '../benchmark/run-budget.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { describeRuntime, providerNames } from '../runtime/providers.ts';
import type { BackendName, SessionOptions } from '../runtime/session.ts';
import { flopsPerRun } from '../workbench/flops.ts';
import { hashFiles } from '../workbench/hash-files.ts';
import type { LoadedModel } from '../workbench/load-model.ts';
import { gridOptions, gridUsage, requireGridOptionsFit, runGrid } from './benchmark-grid.ts';
import {
  type BenchmarkLayers,
  type LayeredModel,
  layerOptions,
  layerUsage,
  loadPlanned,
  measureLayers,
  printLayers,
  toLayersJson,
} from './benchmark-layers.ts';
import { planOptions, planUsage, readPlans, shapesOf, toPlanVariant } from './benchmark-plans.ts';
import { type Measured, printTable, toJson } from './benchmark-results.ts';
import { type Command, type CommandIo, type ParsedArguments, parseArguments, UsageError } from './command.ts';
import { describeDevice } from './describe-device.ts';
import { type ModelArgument, requireModels, requireNoFailure } from './model-arguments.ts';
import { openRunnable, type RunnableModel } from './runnable-models.ts';
import { parseShapes } from './shape-option.ts';
import { describeSurroundings } from './surroundings.ts';
import { weightOptions, weightUsage } from './weight-options.ts';
import { withFactory } from './with-factory.ts';
import { withScratchFolder } from './with-scratch-folder.ts';

const usage = `benchmark [MODEL]... [options]

  --provider P     ${providerNames.join(', ')} (cpu)
  --batch N        samples per run, where the models leave it open (1)
  --streams N      sessions that run at the same time when throughput is measured (1)
  --threads N      intra-operator threads; 0 lets ONNX Runtime choose (1)
  --runs N         exactly N timed runs each (at least ${defaultRunBudget.runCount} runs and 3 s)
  --backend B      node-binding, as a Node.js program uses ONNX Runtime, or c-api, its C API (node-binding)
  --device-only    tensors are bound before the runs, so that only the provider's work is timed; through c-api
  --shape NAME=1x3x224x224   dims of an input that the models leave open; repeatable
${layerUsage}
${planUsage}
${gridUsage}
${weightUsage}
  --json           one JSON document instead of a table, with everything that is needed to repeat it

All models are measured in turns; the speed-up is the median of the ratios against the first.`;

/** Prints latency, throughput, efficiency and memory of models, measured in turns on seeded random inputs. */
export const benchmarkCommand: Command = {
  name: 'benchmark',
  summary: 'latency, throughput, GFLOP/s and memory, models interleaved',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      provider: { type: 'string' },
      batch: { type: 'string' },
      streams: { type: 'string' },
      threads: { type: 'string' },
      runs: { type: 'string' },
      backend: { type: 'string' },
      'device-only': { type: 'boolean' },
      shape: { type: 'string', multiple: true },
      ...layerOptions,
      ...planOptions,
      ...gridOptions,
      ...weightOptions,
      json: { type: 'boolean' },
    });
    requireGridOptionsFit(parsed);
    const plans = await readPlans(parsed, io);
    const models = plans.length > 0 && parsed.positionals.length === 0 ? [] : requireModels(parsed, io);
    const [firstPlan] = plans;
    const session = {
      provider: parsed.choice('provider', providerNames, firstPlan?.plan.session.provider ?? 'cpu'),
      threads: parsed.count('threads', { min: 0 }) ?? firstPlan?.plan.session.threads ?? 1,
    };
    const driver = readDriver(parsed);
    if (parsed.flag('grid')) return runGridOf(models, { ...session, ...driver }, parsed, io);
    const runCount = parsed.count('runs', { min: 1 });
    const batch = parsed.count('batch', { min: 1 });
    const shapes = parseShapes(parsed.texts('shape'));
    const work = {
      shapes: firstPlan && Object.keys(shapes).length === 0 ? shapesOf(firstPlan) : shapes,
      ...(batch !== undefined && { batch }),
    };
    const options = {
      ...work,
      ...session,
      streams: parsed.count('streams', { min: 1 }) ?? 1,
      budget: runCount === undefined ? defaultRunBudget : ({ kind: 'exactly', runCount } as const),
    };
    const planned = await Promise.all(plans.map(toPlanVariant));
    const hashes = new Map<string, string>();
    const loadedByName = new Map<string, LoadedModel>();
    const result = await withScratchFolder(async (folder) => {
      const opened = await openRunnable(models, parsed, { folder, shapes: work.shapes }, io);
      for (const { name, loaded } of opened) loadedByName.set(name, loaded);
      if (parsed.flag('json')) {
        for (const { name, loaded } of opened) hashes.set(name, await hashFiles(loaded.files, io.signal));
        for (const { name, plan } of plans) hashes.set(name, plan.model.sha256);
      }
      return withFactory((factory) =>
        benchmark([...opened.map((model) => toVariant(model, work, driver)), ...planned], options, {
          factory,
          signal: io.signal,
          startPowerMeter: findPowerMeter(session.provider),
          onProgress: ({ stage, variantId, doneCount, totalCount, unit }) =>
            io.progress(`${stage} ${variantId}: ${doneCount} of ${totalCount} ${unit}`),
        }),
      );
    });
    for (const { message } of result.diagnostics) io.note(message);
    const measured = result.variants.filter((variant) => variant.status === 'measured');
    const failures = result.variants.flatMap((variant) =>
      variant.status === 'failed' ? [{ name: variant.id, error: variant.error }] : [],
    );
    const layers = parsed.flag('layers')
      ? await layersOf(measured, planned, loadedByName, driver, { ...session, ...work }, io)
      : undefined;
    if (parsed.flag('json')) {
      const surroundings = await describeSurroundings(session.provider, io.signal);
      const figures = toJson(result, measured, failures, hashes);
      io.print(
        JSON.stringify({
          ...surroundings,
          options: { ...options, ...driver, ...fixedOptions },
          ...figures,
          ...(layers && toLayersJson(layers)),
        }),
      );
    } else if (measured.length > 0) {
      printTable(result, measured, await describeDevice(session.provider, io.signal), io);
      if (layers) printLayers(layers, io);
    }
    requireNoFailure(failures, io);
  },
};

type Driver = Required<Pick<SessionOptions, 'backend' | 'binding'>>;

const backendNames: readonly BackendName[] = ['node-binding', 'c-api'];

/** What drives ONNX Runtime for models; plans say that themselves. */
function readDriver(parsed: ParsedArguments): Driver {
  const isBound = parsed.flag('device-only');
  const backend = parsed.choice('backend', backendNames, isBound ? 'c-api' : 'node-binding');
  if (isBound && backend !== 'c-api')
    throw new UsageError('--device-only needs --backend c-api: the Node binding has no bound tensors');
  return { backend, binding: isBound ? 'device' : 'host' };
}

async function runGridOf(
  [model, ...others]: readonly ModelArgument[],
  session: Pick<SessionOptions, 'provider' | 'threads'> & Driver,
  parsed: ParsedArguments,
  io: CommandIo,
): Promise<void> {
  if (!model || others.length > 0) throw new UsageError('--grid takes one MODEL');
  const { version } = await describeRuntime(createNodeProcessHost(), io.signal);
  const shapes = parseShapes(parsed.texts('shape'));
  await withScratchFolder(async (folder) => {
    const [opened] = await openRunnable([model], parsed, { folder, shapes }, io);
    const work = { session: { ...session, graphOptimization: 'all' as const }, shapes, onnxruntimeVersion: version };
    if (opened) await runGrid(parsed, opened, work, io);
  });
}

/** What no option changes. Inputs are random numbers from the seed. */
const fixedOptions = { graphOptimization: 'all', seed: 0 } as const;

/** Profiles what was measured, each as it was measured. */
async function layersOf(
  measured: readonly Measured[],
  planned: readonly BenchmarkVariant[],
  loadedByName: ReadonlyMap<string, LoadedModel>,
  driver: Driver,
  options: Parameters<typeof measureLayers>[1],
  io: CommandIo,
): Promise<BenchmarkLayers> {
  const models: LayeredModel[] = [];
  for (const { id: name, latencyMs } of measured) {
    const plan = planned.find(({ id }) => id === name);
    const path = plan?.source.kind === 'file' ? plan.source.path : undefined;
    const loaded = path === undefined ? loadedByName.get(name) : await loadPlanned(path, options.shapes, io);
    const session = plan ? plan.session : driver;
    if (loaded) models.push({ name, loaded, latencyMs: latencyMs.p50, ...(session && { session }) });
  }
  return measureLayers(models, options, io);
}

/** What is known of a model before it runs. Operations are left out where the cost of some operator is unknown. */
function toVariant(
  { name, path, loaded }: RunnableModel,
  work: Parameters<typeof flopsPerRun>[1],
  session: Driver,
): BenchmarkVariant {
  const flops = flopsPerRun(loaded.frozen, work);
  return {
    id: name,
    source: { kind: 'file', path },
    sizeBytes: loaded.sizeBytes,
    session,
    ...(flops !== undefined && { flopsPerRun: flops }),
  };
}
