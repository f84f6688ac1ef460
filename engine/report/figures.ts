import {
  type FormattedRatio,
  formatBytes,
  formatCosine,
  formatFactor,
  formatHundredths,
  formatPoints,
  formatRatio,
  formatSignificant,
  formatSqnr,
} from './format.ts';
import type {
  AccuracyDrop,
  AccuracyFigures,
  CompareReport,
  Interval,
  VariantFigures,
  VariantReport,
} from './report.ts';

export interface FigureCell {
  readonly main: string;
  /** Against the original; absent for the original itself. */
  readonly ratio?: FormattedRatio;
  /** How sure it is, on hover. */
  readonly detail?: string;
}

/** One column of the table. Units stand in its head, so that the numbers below compare by eye. */
export interface FigureColumn {
  readonly name: string;
  /** What exactly is measured, on hover. */
  readonly about: string;
  /** `original` is absent in the row of the original itself and where it could not be measured. */
  cell(figures: VariantFigures, original: VariantFigures | undefined): FigureCell;
}

/** One of the five figures with its columns. */
export interface FigureGroup {
  readonly name: string;
  readonly columns: readonly FigureColumn[];
}

/** The measured original, which every ratio refers to. */
export function findBaseline(report: CompareReport): VariantFigures | undefined {
  const original = report.variants.find(({ kind }) => kind === 'original');
  return original?.outcome.status === 'measured' ? original.outcome.figures : undefined;
}

/** The five figures; columns that no variant has a number for are left out. */
export function toFigureGroups(variants: readonly VariantReport[]): readonly FigureGroup[] {
  const measured = variants.flatMap(({ outcome }) => (outcome.status === 'measured' ? [outcome.figures] : []));
  const has = (test: (figures: VariantFigures) => unknown) => measured.some((figures) => test(figures) !== undefined);
  return [
    { name: 'Latency, ms', columns: latency },
    { name: 'Throughput', columns: throughput },
    { name: 'Efficiency', columns: has(({ peakShare }) => peakShare) ? [gflops, peakShare] : [gflops] },
    {
      name: accuracyNames[measured.find(({ accuracy }) => accuracy !== undefined)?.accuracy?.basis ?? 'labelled'],
      columns: [
        ...(has(({ accuracy }) => accuracy?.top1) ? [top1] : []),
        ...(has(({ accuracy }) => accuracy?.top5) ? [top5] : []),
        ...againstOriginal,
      ],
    },
    {
      name: 'Memory, MB',
      columns: has(({ peakDeviceBytes }) => peakDeviceBytes) ? [hostMemory, deviceMemory] : [hostMemory],
    },
    { name: 'File, MB', columns: [fileSize] },
  ];
}

/** Agreement on inputs without labels is no accuracy, and the head of the column says so. */
const accuracyNames: Readonly<Record<AccuracyFigures['basis'], string>> = {
  labelled: 'Accuracy, %',
  unlabelled: 'Accuracy, % (no labels)',
  random: 'Numerics, % (random inputs)',
};

const latency: readonly FigureColumn[] = [
  {
    name: 'p50',
    about: 'Median of single runs. The ratio is the median over interleaved rounds.',
    cell: ({ latencyMs, speedup, speedupInterval }, original) => ({
      main: formatSignificant(latencyMs.p50),
      ...(original && speedup !== undefined && { ratio: toSpeedup(speedup, speedupInterval) }),
      ...(original && speedupInterval && { detail: `${toTimes(speedupInterval)} with 95 % confidence` }),
    }),
  },
  {
    name: 'p90',
    about: 'Nine runs of ten are at least this fast.',
    cell: ({ latencyMs }) => ({ main: formatSignificant(latencyMs.p90) }),
  },
  {
    name: 'p99',
    about: '99 runs of 100 are at least this fast.',
    cell: ({ latencyMs }) => ({ main: formatSignificant(latencyMs.p99) }),
  },
];

const less = { better: 'less', worse: 'more' };

const throughput: readonly FigureColumn[] = [
  {
    name: 'samples/s',
    about: 'Samples per second with this batch and one stream after the other.',
    cell: (figures, original) => ({
      main: formatSignificant(figures.throughput),
      ...(original && { ratio: unlessNoise(figures, formatFactor(figures.throughput / original.throughput)) }),
    }),
  },
];

const gflops: FigureColumn = {
  name: 'GFLOP/s',
  about: 'Floating-point operations of the model per second of its median run; one multiply-accumulate is two.',
  cell: (figures, original) => ({
    main: formatSignificant(figures.gflops ?? Number.NaN),
    ...(figures.gflops !== undefined &&
      original?.gflops !== undefined && {
        ratio: unlessNoise(figures, formatFactor(figures.gflops / original.gflops)),
      }),
  }),
};

const peakShare: FigureColumn = {
  name: '% of FP32 peak',
  about: 'Share of the float32 matrix multiplication peak measured on this machine. INT8 can exceed it.',
  cell: (figures) => ({ main: formatHundredths(figures.peakShare ?? Number.NaN) }),
};

const onAccuracy = (about: string, name: string, show: (accuracy: AccuracyFigures) => string): FigureColumn => ({
  name,
  about,
  // Against itself the original agrees by definition: no measurement, no figure.
  cell: ({ accuracy }, original) => ({
    main: accuracy === undefined || original === undefined ? '–' : show(accuracy),
  }),
});

const top1: FigureColumn = {
  name: 'top-1',
  about:
    'Share of labelled samples whose best answer is right; below it the difference in percentage points, coloured where the samples that changed show that it is one (McNemar, 95 %).',
  cell: ({ accuracy }, original) => ({
    main: formatHundredths(accuracy?.top1 ?? Number.NaN, 2),
    ...(accuracy?.top1 !== undefined &&
      original?.accuracy?.top1 !== undefined && {
        ratio: toDifference(accuracy.top1 - original.accuracy.top1, accuracy.top1Drop),
      }),
    ...(accuracy?.top1Interval && { detail: toTop1Detail(accuracy.top1Interval, accuracy.top1Drop) }),
  }),
};

const top5: FigureColumn = {
  name: 'top-5',
  about: 'Share of labelled samples with the right answer among the best five.',
  cell: ({ accuracy }) => ({ main: formatHundredths(accuracy?.top5 ?? Number.NaN, 2) }),
};

const againstOriginal: readonly FigureColumn[] = [
  onAccuracy('Share of samples with the same best answer as the original.', 'agree', ({ agreement }) =>
    formatHundredths(agreement),
  ),
  onAccuracy(
    'Signal to quantization noise of the outputs against the original; more is better.',
    'SQNR, dB',
    ({ sqnrDb }) => formatSqnr(sqnrDb),
  ),
  onAccuracy('Cosine between the outputs and those of the original.', 'cosine', ({ cosine }) => formatCosine(cosine)),
];

const inMegabytes = (bytes: number) => formatSignificant(bytes / 1e6);

const hostMemory: FigureColumn = {
  name: 'peak, host',
  about: 'Largest resident memory of the process that ran it, ONNX Runtime included.',
  cell: (figures, original) => ({
    main: inMegabytes(figures.peakHostBytes),
    ...(original && { ratio: toMemoryRatio(figures.peakHostBytes, original.peakHostBytes) }),
    detail: `${formatBytes(figures.baselineHostBytes)} of it before the model was loaded`,
  }),
};

const deviceMemory: FigureColumn = {
  name: 'peak, device',
  about: 'Largest memory in use on the device.',
  cell: ({ peakDeviceBytes }, original) => ({
    main: peakDeviceBytes === undefined ? '–' : inMegabytes(peakDeviceBytes),
    ...(peakDeviceBytes !== undefined &&
      original?.peakDeviceBytes !== undefined && {
        ratio: toMemoryRatio(peakDeviceBytes, original.peakDeviceBytes),
      }),
  }),
};

const fileSize: FigureColumn = {
  name: 'size',
  about: 'The model file with its external data; 1 MB is 1,000,000 bytes.',
  cell: (figures, original) => ({
    main: inMegabytes(figures.sizeBytes),
    ...(original && {
      ratio: formatRatio(original.sizeBytes / figures.sizeBytes, { better: 'smaller', worse: 'larger' }),
    }),
  }),
};

const toTimes = ({ low, high }: Interval) => `${low.toFixed(2)} to ${high.toFixed(2)} times as fast`;

const toPercentRange = ({ low, high }: Interval) => `${formatHundredths(low, 2)} to ${formatHundredths(high, 2)} %`;

const toTop1Detail = (interval: Interval, drop: AccuracyDrop | undefined) => {
  const range = `${toPercentRange(interval)} with 95 % confidence`;
  if (drop === undefined || drop.fraction === 0) return range;
  return `${range}; the difference is ${drop.isSignificant ? 'significant' : 'not significant'}: ${drop.lostCount} samples lost, ${drop.gainedCount} gained`;
};

/** True where the measurement cannot tell whether there is a gain at all. */
const isNoise = (interval: Interval | undefined) => interval !== undefined && interval.low <= 1 && interval.high >= 1;

function toSpeedup(speedup: number, interval: Interval | undefined): FormattedRatio {
  const ratio = formatRatio(speedup, { better: 'faster', worse: 'slower' });
  return isNoise(interval) && ratio.tone !== 'same' ? { text: 'within noise', tone: 'same' } : ratio;
}

/** What follows from latency is neither better nor worse where latency is not. */
const unlessNoise = ({ speedupInterval }: VariantFigures, ratio: FormattedRatio): FormattedRatio =>
  isNoise(speedupInterval) ? { ...ratio, tone: 'same' } : ratio;

/** Resident memory varies from run to run: up to 5 % is no difference. */
function toMemoryRatio(bytes: number, originalBytes: number): FormattedRatio {
  const gain = originalBytes / bytes;
  return Math.abs(gain - 1) < 0.05 ? { text: 'same', tone: 'same' } : formatRatio(gain, less);
}

/** Half a hundredth of a point and less reads ±0. A difference that chance may have made is shown, but neither good nor bad. */
function toDifference(difference: number, drop: AccuracyDrop | undefined): FormattedRatio {
  const unclear = drop !== undefined && !drop.isSignificant;
  const tone = unclear || Math.abs(difference) < 0.00005 ? 'same' : difference > 0 ? 'better' : 'worse';
  return { text: formatPoints(difference), tone };
}
