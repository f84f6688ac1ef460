import { basename } from 'node:path';
import { type BenchmarkVariant, benchmark } from '../benchmark/benchmark.ts';
import { defaultRunBudget } from '../benchmark/run-budget.ts';
import { formatBytes, formatMs, formatRatio } from '../report/format-number.ts';
import { describeProcessor } from '../runtime/processor.ts';
import { flopsPerRun } from '../workbench/flops.ts';
import { loadModel } from '../workbench/load-model.ts';
import { type Command, type CommandIo, parseArguments, resolvePath, UsageError } from './command.ts';
import { providerNames, withFactory } from './session-options.ts';
import { parseShapes } from './shape-option.ts';
import { renderTable } from './table.ts';

const usage = `benchmark MODEL... [options]

  --provider P     ${providerNames.join(', ')} (cpu)
  --batch N        samples per run, where the models leave it open (1)
  --streams N      sessions that run at the same time when throughput is measured (1)
  --threads N      intra-operator threads; 0 lets ONNX Runtime choose (1)
  --runs N         exactly N timed runs each (at least ${defaultRunBudget.runCount} runs and 3 s)
  --shape NAME=1x3x224x224   dims of an input that the models leave open; repeatable
  --json           one JSON document instead of a table

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
      json: { type: 'boolean' },
    });
    if (parsed.positionals.length === 0) throw new UsageError('MODEL is missing');
    const runCount = parsed.count('runs', 1);
    const shapes = parseShapes(parsed.texts('shape'));
    const batch = parsed.count('batch', 1);
    const variants: BenchmarkVariant[] = [];
    for (const [index, path] of parsed.positionals.entries()) {
      variants.push(await toVariant(`${index}`, resolvePath(io, path), shapes, batch, io));
    }
    const nameOf = (id: string): string => basename(parsed.positionals[Number(id)] ?? id);
    const result = await withFactory((factory) =>
      benchmark(
        variants,
        {
          provider: parsed.choice('provider', providerNames, 'cpu'),
          threads: parsed.count('threads', 0) ?? 1,
          streams: parsed.count('streams', 1) ?? 1,
          shapes: Object.fromEntries(shapes),
          ...(batch !== undefined && { batch }),
          budget: runCount === undefined ? defaultRunBudget : { kind: 'exactly', runCount },
        },
        {
          factory,
          signal: io.signal,
          onProgress: ({ stage, variantId, doneCount, totalCount, unit }) =>
            io.progress(`${stage} ${nameOf(variantId)}: ${doneCount} of ${totalCount} ${unit}`),
        },
      ),
    );
    for (const { message, place } of result.diagnostics)
      io.note(place === undefined ? message : message.replaceAll(place, nameOf(place)));
    const measured = result.variants.filter((variant) => variant.status === 'measured');
    const { provider, threads, streams, roundCount } = result;
    if (parsed.flag('json')) {
      io.print(
        JSON.stringify({
          provider,
          device: describeProcessor().name,
          threads,
          batch: result.batch,
          streams,
          runs: result.runCount,
          rounds: roundCount,
          variants: measured.map(
            ({ id, latencyMs, throughput, gflops, peakBytes, baselineBytes, sizeBytes, loadMs, speedup }) => ({
              model: nameOf(id),
              latencyMs,
              throughput,
              gflops,
              peakHostBytes: peakBytes,
              baselineHostBytes: baselineBytes,
              sizeBytes,
              loadMs,
              speedup: speedup?.ratio,
              speedupInterval: speedup?.interval,
            }),
          ),
        }),
      );
    } else {
      io.print(
        `${describeProcessor().name}, ${provider}, ${threads === 0 ? 'default' : threads} thread(s), batch ${result.batch}, ${streams} stream(s), ${result.runCount} runs in ${roundCount} rounds`,
      );
      io.print(
        renderTable(
          ['model', 'p50', 'p90', 'p99', 'samples/s', 'GFLOP/s', 'peak memory', 'file', 'load', 'speed-up'],
          measured.map(({ id, latencyMs, throughput, gflops, peakBytes, sizeBytes, loadMs, speedup }) => [
            nameOf(id),
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
    const failure = result.variants.find((variant) => variant.status === 'failed');
    if (failure?.status === 'failed') throw failure.error;
  },
};

/** What is known of a model before it runs. Operations are left out where the cost of some operator is unknown. */
async function toVariant(
  id: string,
  path: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  batch: number | undefined,
  io: CommandIo,
): Promise<BenchmarkVariant> {
  const loaded = await loadModel(path, { signal: io.signal });
  const flops = flopsPerRun(loaded.frozen, {
    shapes: Object.fromEntries(shapes),
    ...(batch !== undefined && { batch }),
  });
  return {
    id,
    source: { kind: 'file', path },
    sizeBytes: loaded.sizeBytes,
    ...(flops !== undefined && { flopsPerRun: flops }),
  };
}
