import { type BenchmarkResult, type BenchmarkVariant, benchmark, type VariantOutcome } from '../benchmark/benchmark.ts';
import { defaultRunBudget } from '../benchmark/run-budget.ts';
import { formatBytes, formatMs, formatRatio } from '../report/format-number.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { describeProcessor } from '../runtime/processor.ts';
import { describeRuntime, providerNames } from '../runtime/providers.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { flopsPerRun } from '../workbench/flops.ts';
import { hashFiles } from '../workbench/hash-files.ts';
import { gridOptions, gridUsage, requireGridFor, runGrid } from './benchmark-grid.ts';
import { planOptions, planUsage, readPlans, shapesOf, toPlanVariant } from './benchmark-plans.ts';
import { type Command, type CommandIo, type ParsedArguments, parseArguments, UsageError } from './command.ts';
import {
  type ModelArgument,
  type ModelFailure,
  requireModels,
  requireNoFailure,
  toFailureJson,
} from './model-arguments.ts';
import { openRunnable, type RunnableModel } from './runnable-models.ts';
import { parseShapes } from './shape-option.ts';
import { describeSurroundings } from './surroundings.ts';
import { renderTable } from './table.ts';
import { weightOptions, weightUsage } from './weight-options.ts';
import { withFactory } from './with-factory.ts';
import { withScratchFolder } from './with-scratch-folder.ts';

const usage = `benchmark [MODEL]... [options]

  --provider P     ${providerNames.join(', ')} (cpu)
  --batch N        samples per run, where the models leave it open (1)
  --streams N      sessions that run at the same time when throughput is measured (1)
  --threads N      intra-operator threads; 0 lets ONNX Runtime choose (1)
  --runs N         exactly N timed runs each (at least ${defaultRunBudget.runCount} runs and 3 s)
  --shape NAME=1x3x224x224   dims of an input that the models leave open; repeatable
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
      shape: { type: 'string', multiple: true },
      ...planOptions,
      ...gridOptions,
      ...weightOptions,
      json: { type: 'boolean' },
    });
    const plans = await readPlans(parsed, io);
    const models = plans.length > 0 && parsed.positionals.length === 0 ? [] : requireModels(parsed, io);
    const [firstPlan] = plans;
    const session = {
      provider: parsed.choice('provider', providerNames, firstPlan?.plan.session.provider ?? 'cpu'),
      threads: parsed.count('threads', { min: 0 }) ?? firstPlan?.plan.session.threads ?? 1,
    };
    if (parsed.flag('grid')) return runGridOf(models, session, parsed, io);
    requireGridFor(parsed);
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
    const result = await withScratchFolder(async (folder) => {
      const opened = await openRunnable(models, parsed, { folder, shapes: work.shapes }, io);
      if (parsed.flag('json')) {
        for (const { name, loaded } of opened) hashes.set(name, await hashFiles(loaded.files, io.signal));
        for (const { name, plan } of plans) hashes.set(name, plan.model.sha256);
      }
      return withFactory((factory) =>
        benchmark([...opened.map((model) => toVariant(model, work)), ...planned], options, {
          factory,
          signal: io.signal,
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
    if (parsed.flag('json')) {
      const surroundings = await describeSurroundings(io.signal);
      io.print(JSON.stringify({ ...surroundings, options, ...toJson(result, measured, failures, hashes) }));
    } else if (measured.length > 0) printTable(result, measured, io);
    requireNoFailure(failures, io);
  },
};

async function runGridOf(
  [model, ...others]: readonly ModelArgument[],
  session: Pick<SessionOptions, 'provider' | 'threads'>,
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

type Measured = Extract<VariantOutcome, { readonly status: 'measured' }>;

/** What is known of a model before it runs. Operations are left out where the cost of some operator is unknown. */
function toVariant({ name, path, loaded }: RunnableModel, work: Parameters<typeof flopsPerRun>[1]): BenchmarkVariant {
  const flops = flopsPerRun(loaded.frozen, work);
  return {
    id: name,
    source: { kind: 'file', path },
    sizeBytes: loaded.sizeBytes,
    ...(flops !== undefined && { flopsPerRun: flops }),
  };
}

function toJson(
  { provider, threads, batch, streams, runCount, roundCount, otherLoad }: BenchmarkResult,
  measured: readonly Measured[],
  failures: readonly ModelFailure[],
  hashes: ReadonlyMap<string, string>,
) {
  return {
    provider,
    threads,
    otherLoad: otherLoad ?? null,
    batch,
    streams,
    runs: runCount,
    rounds: roundCount,
    variants: measured.map((variant) => ({
      model: variant.id,
      sha256: hashes.get(variant.id) ?? null,
      latencyMs: variant.latencyMs,
      throughput: variant.throughput,
      gflops: variant.gflops ?? null,
      peakHostBytes: variant.peakBytes,
      baselineHostBytes: variant.baselineBytes,
      sizeBytes: variant.sizeBytes,
      loadMs: variant.loadMs,
      speedup: variant.speedup?.ratio ?? null,
      speedupInterval: variant.speedup?.interval ?? null,
    })),
    failures: failures.map(toFailureJson),
  };
}

function printTable(result: BenchmarkResult, measured: readonly Measured[], io: CommandIo): void {
  const { provider, threads, batch, streams, runCount, roundCount } = result;
  io.print(
    `${describeProcessor().name}, ${provider}, ${threads === 0 ? 'default' : threads} thread(s), batch ${batch}, ${streams} stream(s), ${runCount} runs in ${roundCount} rounds`,
  );
  io.print(
    renderTable(
      ['model', 'p50', 'p90', 'p99', 'samples/s', 'GFLOP/s', 'peak memory', 'file', 'load', 'speed-up'],
      measured.map(({ id, latencyMs, throughput, gflops, peakBytes, sizeBytes, loadMs, speedup }) => [
        id,
        formatMs(latencyMs.p50),
        formatMs(latencyMs.p90),
        formatMs(latencyMs.p99),
        throughput.toFixed(1),
        gflops === undefined ? '-' : gflops.toFixed(1),
        formatBytes(peakBytes),
        formatBytes(sizeBytes),
        formatMs(loadMs),
        speedup ? formatRatio(speedup.ratio) : '-',
      ]),
    ),
  );
}
