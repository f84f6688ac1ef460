import type { MixedSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import { formatBytes, formatPercent, formatRatio, formatSqnr } from '../report/format-number.ts';
import type { MixedReport } from '../report/mixed-report.ts';
import { providerNames } from '../runtime/providers.ts';
import type { ProviderName } from '../runtime/session.ts';
import type { LoadedModel } from '../workbench/load-model.ts';
import type { MixedFound } from '../workbench/mixed/search-mixed.ts';
import { type CommandIo, type ParsedArguments, UsageError } from './command.ts';
import { readDataSpec } from './data-options.ts';
import { renderTable } from './table.ts';

/** The options of `--precision mixed`. */
export const mixedOptions = {
  data: { type: 'string' },
  'max-drop': { type: 'string' },
  provider: { type: 'string' },
  threads: { type: 'string' },
} as const;

export const mixedUsage = `  --data DATA         what mixed is judged by, best with labels; the calibration data when absent
  --max-drop POINTS   what mixed may lose, in percentage points of top-1, or of agreement without labels (0.2)
  --provider P        what mixed is timed on: ${providerNames.join(', ')} (cpu)
  --threads N         intra-operator threads when it is timed; 0 lets ONNX Runtime choose (1)`;

export interface MixedRequest {
  readonly spec: MixedSpec;
  readonly measure: { readonly provider: ProviderName; readonly threads: number; readonly batch: number };
}

/** Errors: UsageError for an option that is out of place or no number. */
export function readMixed(parsed: ParsedArguments, isWanted: boolean, io: CommandIo): MixedRequest | undefined {
  const given = Object.keys(mixedOptions).find((name) => parsed.text(name) !== undefined);
  if (!isWanted) {
    if (given === undefined) return undefined;
    throw new UsageError(`--${given} is for --precision mixed`);
  }
  if (parsed.text('calibrate') === 'random')
    throw new UsageError('--precision mixed needs real data to calibrate with');
  const path = parsed.text('data');
  const provider = parsed.choice('provider', providerNames, 'cpu');
  const threads = parsed.count('threads', { min: 0 }) ?? 1;
  return {
    spec: {
      maxDrop: parsePoints(parsed.text('max-drop') ?? '0.2'),
      ...(path !== undefined && { data: readDataSpec(parsed, path, io) }),
    },
    measure: { provider, threads, batch: 1 },
  };
}

function parsePoints(written: string): number {
  const points = Number(written);
  if (/^\d*\.?\d+$/.test(written) && points <= 100) return points;
  throw new UsageError(`--max-drop takes percentage points from 0 to 100, not "${written}"`);
}

/**
 * Writes the best plan at once, whenever a better one is found: an interrupted search leaves it. The plan that is written must
 * be faster than FP32; before there is one, nothing is written.
 */
export function keepBest(loaded: LoadedModel, outputPath: string, io: CommandIo): (found: MixedFound) => Promise<void> {
  let written: MixedFound['model'] | undefined;
  return async ({ model, report }) => {
    if (report.chosen === 0 || model === written) return;
    written = model;
    await writeModel(model, outputPath, { originals: loaded.files, signal: io.signal });
    io.progress(`Best so far, written: ${report.plans[report.chosen]?.label}`);
  };
}

const SHOWN_LAYERS = 10;

/** What was tried, and which layers are the most sensitive. */
export function printPlans({ plans, chosen, criterion, data, sensitivities }: MixedReport, io: CommandIo): void {
  io.print(`Plans, judged by ${criterion} on ${data}:`);
  io.print(
    renderTable(
      ['plan', 'accuracy', 'drop', 'speed-up', '95 % interval', 'file', 'front'],
      plans.map(({ label, accuracy, drop, speed, sizeBytes, isOnFront }, index) => [
        index === chosen ? `${label} (chosen)` : label,
        formatPercent(criterion === 'top-1' ? accuracy.top1 : accuracy.agreement),
        `${(100 * drop).toFixed(2)} points`,
        speed ? formatRatio(speed.ratio) : '-',
        speed?.interval ? `${formatRatio(speed.interval.low)} - ${formatRatio(speed.interval.high)}` : '-',
        formatBytes(sizeBytes),
        isOnFront ? 'yes' : '-',
      ]),
    ),
  );
  if (sensitivities.length === 0) return;
  io.print('The most sensitive layers, each alone in INT8:');
  io.print(
    renderTable(
      ['layer', 'SQNR of the outputs', 'work'],
      sensitivities
        .slice(0, SHOWN_LAYERS)
        .map(({ names, sqnrDb, workShare }) => [nameOf(names), formatSqnr(sqnrDb), formatPercent(workShare)]),
    ),
  );
}

const nameOf = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names[0]} to ${names.at(-1)} (${names.length})`;
