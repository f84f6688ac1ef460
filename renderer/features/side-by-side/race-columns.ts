import type { RacedModel, RaceFigures } from '../../../engine/report/race-report.ts';
import { type FormattedRatio, formatBytes, formatPercent, formatRatio, formatSignificant } from '../../text/format.ts';

export interface RaceCell {
  readonly main: string;
  readonly ratio?: FormattedRatio;
  readonly detail?: string;
}

interface RaceColumn {
  readonly name: string;
  readonly about: string;
  readonly cell: (raced: RacedModel, isBaseline: boolean) => RaceCell | undefined;
}

const measured =
  (show: (figures: RaceFigures, isBaseline: boolean) => RaceCell | undefined): RaceColumn['cell'] =>
  ({ outcome }, isBaseline) =>
    outcome.status === 'measured' ? show(outcome.figures, isBaseline) : undefined;

/** What is shown of a race, column by column. */
export const raceColumns: readonly RaceColumn[] = [
  {
    name: 'p50, ms',
    about: 'Median latency of single runs. The ratio is the median over rounds of the ratios of medians.',
    cell: measured((figures, isBaseline) => {
      const ratio = isBaseline ? { text: 'baseline', tone: 'same' as const } : ratioOf(figures);
      const detail = intervalOf(figures);
      return {
        main: formatSignificant(figures.latencyMs.p50),
        ...(ratio && { ratio }),
        ...(!isBaseline && detail !== undefined && { detail }),
      };
    }),
  },
  {
    name: 'p90',
    about: '90th percentile of the latency of single runs, in milliseconds.',
    cell: measured(({ latencyMs }) => ({ main: formatSignificant(latencyMs.p90) })),
  },
  {
    name: 'p99',
    about: '99th percentile of the latency of single runs, in milliseconds.',
    cell: measured(({ latencyMs }) => ({ main: formatSignificant(latencyMs.p99) })),
  },
  {
    name: 'Samples/s',
    about: 'Samples per second: the batch over the mean latency.',
    cell: measured(({ throughput, batch }) => ({ main: formatSignificant(throughput), detail: `batch ${batch}` })),
  },
  {
    name: 'GFLOP/s',
    about: 'Operations of the model over its median latency, two for each multiply-accumulate.',
    cell: measured(({ gflops }) => (gflops === undefined ? undefined : { main: formatSignificant(gflops) })),
  },
  {
    name: 'Peak memory',
    about: 'Peak resident memory of the process that ran it, ONNX Runtime included.',
    cell: measured(({ peakHostBytes }) => ({ main: formatBytes(peakHostBytes) })),
  },
  {
    name: 'Top-1',
    about: 'Of the original, in the newest comparison of this model, where that had labelled data.',
    cell: ({ accuracy }) =>
      accuracy && {
        main: formatPercent(accuracy.top1, 2),
        detail: `${accuracy.data}, ${accuracy.sampleCount} samples`,
      },
  },
];

function ratioOf({ speedup, isConclusive }: RaceFigures): FormattedRatio | undefined {
  if (speedup === undefined) return undefined;
  return isConclusive
    ? formatRatio(speedup, { better: 'faster', worse: 'slower' })
    : { text: 'within noise', tone: 'same' };
}

const intervalOf = ({ speedup, speedupInterval }: RaceFigures): string | undefined =>
  speedup !== undefined && speedupInterval
    ? `${speedup.toFixed(3)} times as fast, 95 % between ${speedupInterval.low.toFixed(3)} and ${speedupInterval.high.toFixed(3)}`
    : undefined;
