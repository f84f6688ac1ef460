import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QuantizationExplanation } from '../report/explanation.ts';
import { formatMs, formatPercent, formatSqnr } from '../report/format-number.ts';
import { type ExplainOptions, explainQuantized } from '../workbench/explain/explain-quantized.ts';
import type { BuiltVariant } from '../workbench/variant-builder.ts';
import type { CommandIo } from './command.ts';
import { renderTable } from './table.ts';
import { withFactory } from './with-factory.ts';

export const explainUsage = `  --explain           runs an INT8 result: share of the integer kernels, cost of the boundaries, noisiest layers, ranges`;

/** `--explain`: undefined where nothing runs on integers. */
export async function explainBuilt(
  { quantization }: BuiltVariant,
  options: ExplainOptions,
  io: CommandIo,
): Promise<QuantizationExplanation | undefined> {
  if (!quantization) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'lathe-explain-'));
  try {
    return await withFactory((factory) =>
      explainQuantized(quantization, options, {
        factory,
        folder,
        signal: io.signal,
        onProgress: ({ stage, doneCount, totalCount }) => io.progress(`${stage}: ${doneCount} of ${totalCount}`),
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const SHOWN = 8;

export function printExplanation(explanation: QuantizationExplanation, io: CommandIo): void {
  const { integerWorkShare, timeShares, boundaries, slowerLayers, noise, saturated, widened } = explanation;
  const times = timeShares
    ? ` Of its time, integer kernels take ${formatPercent(timeShares.integer)}, float kernels ${formatPercent(timeShares.float)}, conversions and changes of layout ${formatPercent(timeShares.boundaries)}.`
    : '';
  io.print(`Integer kernels do ${formatPercent(integerWorkShare)} of the work.${times}`);
  const tables: readonly (readonly [readonly string[], readonly (readonly string[])[]])[] = [
    [
      ['boundary', 'count', 'time', 'at'],
      boundaries.map(({ opType, count, durationMs, layers }) => [
        opType,
        String(count),
        formatMs(durationMs),
        layers.join(', '),
      ]),
    ],
    [
      ['slower on integers', 'float32', 'integers'],
      slowerLayers
        .slice(0, SHOWN)
        .map(({ name, floatMs, integerMs }) => [name, formatMs(floatMs), formatMs(integerMs)]),
    ],
    [['noisiest layer', 'SQNR'], noise.slice(0, SHOWN).map(({ name, sqnrDb }) => [name, formatSqnr(sqnrDb)])],
    [
      ['saturated tensor', 'share of values'],
      saturated.map(({ name, saturatedShare }) => [name, formatPercent(saturatedShare)]),
    ],
    [['range widened by outliers', 'times'], widened.map(({ name, widening }) => [name, widening.toFixed(1)])],
  ];
  for (const [header, rows] of tables) if (rows.length > 0) io.print(renderTable(header, rows));
}
