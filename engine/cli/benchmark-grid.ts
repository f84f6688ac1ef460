import { type GridMeasurement, measureGrid } from '../benchmark/grid.ts';
import { formatMs } from '../report/format-number.ts';
import type { GridReport } from '../report/grid-report.ts';
import { describeProcessor } from '../runtime/processor.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { toGridReport } from '../workbench/grid-of-variant.ts';
import { type CommandIo, type ParsedArguments, UsageError } from './command.ts';
import { describeDevice } from './describe-device.ts';
import type { ModelArgument } from './model-arguments.ts';
import { renderTable } from './table.ts';
import { withFactory } from './with-factory.ts';

export const gridOptions = {
  grid: { type: 'boolean' },
  batches: { type: 'string' },
  'stream-counts': { type: 'string' },
  p99: { type: 'string' },
} as const;

export const gridUsage = `  --grid           throughput and latency over batch sizes and streams, of one model
  --batches LIST   batch sizes of the grid (1,2,4,8,16)
  --stream-counts LIST   numbers of streams of the grid (1,2 and so on up to the processors)
  --p99 MS         what the 99th percentile may take in the best cell of the grid`;

const onlyForGrid = ['batches', 'stream-counts', 'p99'];
const neverForGrid = ['batch', 'streams', 'runs', 'layers', 'plan'];

/** Errors: UsageError for an option of the grid where none is asked for, and for one that would not change it. */
export function requireGridOptionsFit(parsed: ParsedArguments): void {
  const isGiven = (name: string) => parsed.flag(name) || parsed.text(name) !== undefined;
  if (parsed.flag('grid')) {
    const idle = neverForGrid.find(isGiven);
    if (idle !== undefined) throw new UsageError(`--${idle} does nothing with --grid`);
  } else {
    const option = onlyForGrid.find(isGiven);
    if (option !== undefined) throw new UsageError(`--${option} is for --grid`);
  }
}

export interface GridWork {
  readonly session: SessionOptions;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly onnxruntimeVersion: string;
}

/** Prints the grid of one model, the best cell marked. */
export async function runGrid(
  parsed: ParsedArguments,
  { name, path }: ModelArgument,
  { session, shapes, onnxruntimeVersion }: GridWork,
  io: CommandIo,
): Promise<void> {
  const batches = readCounts(parsed, 'batches') ?? [1, 2, 4, 8, 16];
  const streams = readCounts(parsed, 'stream-counts') ?? doublingTo(describeProcessor().logicalCpuCount);
  const p99Ms = readMs(parsed, 'p99');
  const cells = await withFactory((factory) =>
    measureGrid(
      batches.map((batch) => ({ batch, source: { kind: 'file', path } })),
      { session, streams, shapes },
      {
        factory,
        signal: io.signal,
        onCell: ({ batch, streams: count }, doneCount, totalCount) =>
          io.progress(`batch ${batch}, ${count} stream(s): ${doneCount} of ${totalCount} cells`),
      },
    ),
  );
  const { provider, threads, backend = 'node-binding', binding = 'host' } = session;
  const report = toGridReport(cells, {
    model: name,
    variant: 'original',
    conditions: {
      provider,
      device: await describeDevice(provider, io.signal),
      threads,
      backend,
      binding,
      onnxruntimeVersion,
      measuredAt: new Date().toISOString(),
    },
    ...(p99Ms !== undefined && { budget: { percentile: 'p99', ms: p99Ms } }),
  });
  for (const remark of [...report.remarks, ...failuresOf(cells)]) io.note(remark);
  if (parsed.flag('json')) io.print(JSON.stringify(report));
  else printGrid(report, io);
  const first = cells.find(({ outcome }) => outcome.status === 'failed');
  if (first?.outcome.status === 'failed' && cells.every(({ outcome }) => outcome.status === 'failed')) {
    throw first.outcome.error;
  }
}

function printGrid({ cells, conditions, best, budget }: GridReport, io: CommandIo): void {
  const { device, provider, threads, backend, binding } = conditions;
  const driver = binding === 'device' ? `${backend} with bound tensors` : backend;
  io.print(`${device}, ${provider}, ${driver}, ${threads === 0 ? 'default' : threads} thread(s) per stream`);
  io.print(
    renderTable(
      ['batch', 'streams', 'samples/s', 'p50', 'p90', 'p99', 'runs', ''],
      cells.flatMap(({ batch, streams, outcome }) => {
        if (outcome.status === 'failed') return [];
        const { throughput, latencyMs, runCount } = outcome;
        const isBest = best?.batch === batch && best.streams === streams;
        const within = budget ? `best with ${budget.percentile} <= ${budget.ms} ms` : 'best';
        const { p50, p90, p99 } = latencyMs;
        const cellsOfRow = [batch, streams, throughput.toFixed(1), ...[p50, p90, p99].map(formatMs), runCount];
        return [[...cellsOfRow.map(String), isBest ? within : '']];
      }),
    ),
  );
}

/** One line for each reason, not for each cell. */
function failuresOf(cells: readonly GridMeasurement[]): readonly string[] {
  return [...new Set(cells.flatMap(({ outcome }) => (outcome.status === 'failed' ? [outcome.error.message] : [])))];
}

/** '1,2,8' in ascending order, each once. */
function readCounts(parsed: ParsedArguments, option: string): readonly number[] | undefined {
  const text = parsed.text(option);
  if (text === undefined) return undefined;
  const counts = text.split(',').map(Number);
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 1)) {
    throw new UsageError(`--${option} takes whole numbers such as 1,2,4, not "${text}"`);
  }
  return [...new Set(counts)].sort((a, b) => a - b);
}

function readMs(parsed: ParsedArguments, option: string): number | undefined {
  const text = parsed.text(option);
  if (text === undefined) return undefined;
  const ms = Number(text);
  if (!(ms > 0)) throw new UsageError(`--${option} takes milliseconds, not "${text}"`);
  return ms;
}

function doublingTo(limit: number): readonly number[] {
  const counts = [1];
  for (let count = 2; count < limit; count *= 2) counts.push(count);
  return limit > 1 ? [...counts, limit] : counts;
}
