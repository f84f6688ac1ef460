import type { BenchmarkResult, VariantOutcome } from '../benchmark/benchmark.ts';
import { formatBytes, formatMs, formatRatio } from '../report/format-number.ts';
import type { CommandIo } from './command.ts';
import { type ModelFailure, toFailureJson } from './model-arguments.ts';
import { renderTable } from './table.ts';

export type Measured = Extract<VariantOutcome, { readonly status: 'measured' }>;

/** The part of the document that tells what was measured. */
export function toJson(
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
      ...(variant.peakDeviceBytes !== undefined && { peakDeviceBytes: variant.peakDeviceBytes }),
      backend: variant.backend,
      ...(variant.power && { power: variant.power }),
      sizeBytes: variant.sizeBytes,
      loadMs: variant.loadMs,
      speedup: variant.speedup?.ratio ?? null,
      speedupInterval: variant.speedup?.interval ?? null,
    })),
    failures: failures.map(toFailureJson),
  };
}

/** The table for people, under its conditions. */
export function printTable(
  result: BenchmarkResult,
  measured: readonly Measured[],
  device: string,
  io: CommandIo,
): void {
  const { provider, threads, batch, streams, runCount, roundCount } = result;
  io.print(
    `${device}, ${provider}, ${threads === 0 ? 'default' : threads} thread(s), batch ${batch}, ${streams} stream(s), ${runCount} runs in ${roundCount} rounds`,
  );
  const reportsPower = measured.some(({ power }) => power !== undefined);
  io.print(
    renderTable(
      [
        'model',
        'p50',
        'p90',
        'p99',
        'samples/s',
        'GFLOP/s',
        'peak memory',
        'file',
        'load',
        'speed-up',
        ...(reportsPower ? ['watts', 'samples/J'] : []),
      ],
      measured.map(({ id, latencyMs, throughput, gflops, peakBytes, sizeBytes, loadMs, speedup, power }) => [
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
        ...(reportsPower ? [power ? power.watts.toFixed(0) : '-', power ? power.samplesPerJoule.toFixed(2) : '-'] : []),
      ]),
    ),
  );
}
