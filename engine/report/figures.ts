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
  Sqnr,
  VariantFigures,
  VariantKind,
  VariantReport,
} from './report.ts';

export interface FigureCell {
  readonly main: string;
  /** Against the baseline; absent for the baseline itself. */
  readonly ratio?: FormattedRatio;
  /** How sure it is, on hover. */
  readonly detail?: string;
}

/** A variant's figures and what they are compared with. */
export interface FigureRow {
  readonly figures: VariantFigures;
  /** Absent in the baseline's own row, and where it could not be measured. */
  readonly baseline?: VariantFigures;
  readonly isOriginal: boolean;
  /** The speed-up was not paired round by round: it is the ratio of two medians. */
  readonly isUnpaired: boolean;
}

/** One column of the table. Units stand in its head, so that the numbers below compare by eye. */
export interface FigureColumn {
  readonly name: string;
  /** What exactly is measured, on hover. */
  readonly about: string;
  readonly better: 'less' | 'more';
  /** What the column is sorted by; undefined where there is no figure. */
  value(figures: VariantFigures): number | undefined;
  cell(row: FigureRow): FigureCell;
}

/** One of the five figures with its columns. */
export interface FigureGroup {
  readonly name: string;
  readonly columns: readonly FigureColumn[];
}

/** The measured figures of a variant; undefined where it failed or is not there. */
export function findFigures(report: CompareReport, kind: VariantKind): VariantFigures | undefined {
  const variant = report.variants.find((candidate) => candidate.kind === kind);
  return variant?.outcome.status === 'measured' ? variant.outcome.figures : undefined;
}

/**
 * The row of a variant against any other of the same report. Only the original was paired with every variant round by
 * round; against another baseline the speed-up is the ratio of the two medians, without an interval.
 */
export function toFigureRow(
  kind: VariantKind,
  figures: VariantFigures,
  report: CompareReport,
  baselineKind: VariantKind,
): FigureRow {
  const isOriginal = kind === 'original';
  const baseline = kind === baselineKind ? undefined : findFigures(report, baselineKind);
  if (baseline === undefined || baselineKind === 'original')
    return { figures, isOriginal, isUnpaired: false, ...(baseline && { baseline }) };
  const { speedupInterval: _, accuracy, ...rest } = figures;
  const speedup = baseline.latencyMs.p50 / figures.latencyMs.p50;
  return {
    figures: { ...rest, speedup, ...(accuracy && { accuracy: withoutDrop(accuracy) }) },
    baseline,
    isOriginal,
    isUnpaired: true,
  };
}

/** The test of a drop is about the original's answers too. */
function withoutDrop({ top1Drop: _, ...accuracy }: AccuracyFigures): AccuracyFigures {
  return accuracy;
}

/** The five figures; columns that no variant has a number for are left out. */
export function toFigureGroups(variants: readonly VariantReport[]): readonly FigureGroup[] {
  const measured = variants.flatMap(({ outcome }) => (outcome.status === 'measured' ? [outcome.figures] : []));
  const has = (test: (figures: VariantFigures) => unknown) => measured.some((figures) => test(figures) !== undefined);
  return [
    { name: 'Latency, ms', columns: latency },
    { name: 'Throughput', columns: throughput },
    {
      name: 'Efficiency',
      columns: [
        gflops,
        ...(has(({ peakShare }) => peakShare) ? [peakShare] : []),
        ...(has(({ samplesPerJoule: perJoule }) => perJoule) ? [samplesPerJoule] : []),
      ],
    },
    {
      name: accuracyNames[measured.find(({ accuracy }) => accuracy !== undefined)?.accuracy?.basis ?? 'labelled'],
      columns: [
        ...(has(({ accuracy }) => accuracy?.top1) ? [top1] : []),
        ...(has(({ accuracy }) => accuracy?.top5) ? [top5] : []),
        ...agreements,
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
    about: 'Median of single runs. The ratio to the original is the median over interleaved rounds.',
    better: 'less',
    value: ({ latencyMs }) => latencyMs.p50,
    cell: ({ figures: { latencyMs, speedup, speedupInterval }, baseline, isUnpaired }) => ({
      main: formatSignificant(latencyMs.p50),
      ...(baseline && speedup !== undefined && { ratio: toSpeedup(speedup, speedupInterval) }),
      ...(baseline && speedupInterval && { detail: `${toTimes(speedupInterval)} with 95 % confidence` }),
      ...(baseline &&
        isUnpaired && {
          detail: 'Ratio of the two medians, without an interval: rounds are paired with the original only.',
        }),
    }),
  },
  {
    name: 'p90',
    about: 'Nine runs of ten are at least this fast.',
    better: 'less',
    value: ({ latencyMs }) => latencyMs.p90,
    cell: ({ figures }) => ({ main: formatSignificant(figures.latencyMs.p90) }),
  },
  {
    name: 'p99',
    about: '99 runs of 100 are at least this fast.',
    better: 'less',
    value: ({ latencyMs }) => latencyMs.p99,
    cell: ({ figures }) => ({ main: formatSignificant(figures.latencyMs.p99) }),
  },
];

const less = { better: 'less', worse: 'more' };

const throughput: readonly FigureColumn[] = [
  {
    name: 'samples/s',
    about: 'Samples per second with this batch and one stream after the other.',
    better: 'more',
    value: (figures) => figures.throughput,
    cell: ({ figures, baseline }) => ({
      main: formatSignificant(figures.throughput),
      ...(baseline && { ratio: unlessNoise(figures, formatFactor(figures.throughput / baseline.throughput)) }),
    }),
  },
];

const gflops: FigureColumn = {
  name: 'GFLOP/s',
  about: 'Floating-point operations of the model per second of its median run; one multiply-accumulate is two.',
  better: 'more',
  value: (figures) => figures.gflops,
  cell: ({ figures, baseline }) => ({
    main: formatSignificant(figures.gflops ?? Number.NaN),
    ...(figures.gflops !== undefined &&
      baseline?.gflops !== undefined && {
        ratio: unlessNoise(figures, formatFactor(figures.gflops / baseline.gflops)),
      }),
  }),
};

const peakShare: FigureColumn = {
  name: '% of FP32 peak',
  about: 'Share of the float32 matrix multiplication peak measured on this machine. INT8 can exceed it.',
  better: 'more',
  value: (figures) => figures.peakShare,
  cell: ({ figures }) => ({ main: formatHundredths(figures.peakShare ?? Number.NaN) }),
};

const samplesPerJoule: FigureColumn = {
  name: 'samples/J',
  about: 'Samples per second and watt of the device, in one stream without pause.',
  better: 'more',
  value: (figures) => figures.samplesPerJoule,
  cell: ({ figures: { samplesPerJoule: perJoule, watts }, baseline }) => ({
    main: perJoule === undefined ? '–' : formatSignificant(perJoule),
    ...(perJoule !== undefined &&
      baseline?.samplesPerJoule !== undefined && { ratio: formatFactor(perJoule / baseline.samplesPerJoule) }),
    ...(watts !== undefined && { detail: `${formatSignificant(watts)} W` }),
  }),
};

interface AccuracyColumn extends Pick<FigureColumn, 'name' | 'about'> {
  readonly value: (accuracy: AccuracyFigures) => number;
  readonly show: (accuracy: AccuracyFigures) => string;
}

const againstOriginal = ({ name, about, value, show }: AccuracyColumn): FigureColumn => ({
  name,
  about,
  better: 'more',
  value: ({ accuracy }) => accuracy && value(accuracy),
  // Against itself the original agrees by definition: no measurement, no figure.
  cell: ({ figures: { accuracy }, isOriginal }) => ({
    main: accuracy === undefined || isOriginal ? '–' : show(accuracy),
  }),
});

const top1: FigureColumn = {
  name: 'top-1',
  about:
    'Share of labelled samples whose best answer is right; below it the difference in percentage points, coloured where the samples that changed show that it is one (McNemar, 95 %).',
  better: 'more',
  value: ({ accuracy }) => accuracy?.top1,
  cell: ({ figures: { accuracy }, baseline }) => ({
    main: formatHundredths(accuracy?.top1 ?? Number.NaN, 2),
    ...(accuracy?.top1 !== undefined &&
      baseline?.accuracy?.top1 !== undefined && {
        ratio: toDifference(accuracy.top1 - baseline.accuracy.top1, accuracy.top1Drop),
      }),
    ...(accuracy?.top1Interval && { detail: toTop1Detail(accuracy.top1Interval, accuracy.top1Drop) }),
  }),
};

const top5: FigureColumn = {
  name: 'top-5',
  about: 'Share of labelled samples with the right answer among the best five.',
  better: 'more',
  value: ({ accuracy }) => accuracy?.top5,
  cell: ({ figures }) => ({ main: formatHundredths(figures.accuracy?.top5 ?? Number.NaN, 2) }),
};

const agreements: readonly FigureColumn[] = [
  againstOriginal({
    name: 'agree',
    about: 'Share of samples with the same best answer as the original.',
    value: ({ agreement }) => agreement,
    show: ({ agreement }) => formatHundredths(agreement),
  }),
  againstOriginal({
    name: 'SQNR, dB',
    about: 'Signal to quantization noise of the outputs against the original; more is better.',
    value: ({ sqnrDb }) => sqnrRank(sqnrDb),
    show: ({ sqnrDb }) => formatSqnr(sqnrDb),
  }),
  againstOriginal({
    name: 'cosine',
    about: 'Cosine between the outputs and those of the original.',
    value: ({ cosine }) => cosine,
    show: ({ cosine }) => formatCosine(cosine),
  }),
];

/** No noise ranks above every number, overflow below. */
const sqnrRank = (sqnrDb: Sqnr): number =>
  sqnrDb === 'identical' ? Number.POSITIVE_INFINITY : sqnrDb === 'overflow' ? Number.NEGATIVE_INFINITY : sqnrDb;

const inMegabytes = (bytes: number) => formatSignificant(bytes / 1e6);

const hostMemory: FigureColumn = {
  name: 'peak, host',
  about: 'Largest resident memory of the process that ran it, ONNX Runtime included.',
  better: 'less',
  value: (figures) => figures.peakHostBytes,
  cell: ({ figures, baseline }) => ({
    main: inMegabytes(figures.peakHostBytes),
    ...(baseline && { ratio: toMemoryRatio(figures.peakHostBytes, baseline.peakHostBytes) }),
    detail: `${formatBytes(figures.baselineHostBytes)} of it before the model was loaded`,
  }),
};

const deviceMemory: FigureColumn = {
  name: 'peak, device',
  about: 'Largest memory in use on the device.',
  better: 'less',
  value: (figures) => figures.peakDeviceBytes,
  cell: ({ figures: { peakDeviceBytes }, baseline }) => ({
    main: peakDeviceBytes === undefined ? '–' : inMegabytes(peakDeviceBytes),
    ...(peakDeviceBytes !== undefined &&
      baseline?.peakDeviceBytes !== undefined && {
        ratio: toMemoryRatio(peakDeviceBytes, baseline.peakDeviceBytes),
      }),
  }),
};

const fileSize: FigureColumn = {
  name: 'size',
  about: 'The model file with its external data; 1 MB is 1,000,000 bytes.',
  better: 'less',
  value: (figures) => figures.sizeBytes,
  cell: ({ figures, baseline }) => ({
    main: inMegabytes(figures.sizeBytes),
    ...(baseline && {
      ratio: formatRatio(baseline.sizeBytes / figures.sizeBytes, { better: 'smaller', worse: 'larger' }),
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
