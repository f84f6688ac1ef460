import { describe, expect, it } from 'vitest';
import { findFigures, toFigureGroups, toFigureRow } from './figures.ts';
import type { AccuracyFigures, CompareReport, VariantFigures, VariantKind } from './report.ts';
import { labelledReport, unlabelledReport } from './testing/reports.ts';

const baseline: VariantFigures = {
  latencyMs: { p50: 2, p90: 2.5, p99: 4 },
  durationsMs: [2],
  throughput: 500,
  gflops: 20,
  peakShare: 0.25,
  peakHostBytes: 40_000_000,
  baselineHostBytes: 30_000_000,
  sizeBytes: 4_000_000,
  loadMs: 10,
  speedup: 1,
  accuracy: {
    sampleCount: 1000,
    top1: 0.95,
    agreement: 1,
    sqnrDb: 'identical',
    cosine: 1,
    basis: 'labelled',
  },
};

const int8Accuracy: AccuracyFigures = {
  sampleCount: 1000,
  top1: 0.946,
  agreement: 0.9875,
  sqnrDb: 27.94,
  cosine: 0.9991,
  basis: 'labelled',
};

const int8: VariantFigures = {
  ...baseline,
  latencyMs: { p50: 1, p90: 1.2, p99: 1.5 },
  throughput: 1000,
  gflops: 40,
  peakShare: 0.5,
  peakHostBytes: 50_000_000,
  sizeBytes: 1_000_000,
  speedup: 1.97,
  accuracy: int8Accuracy,
};

const variant = (kind: VariantKind, figures: VariantFigures) => ({
  kind,
  label: kind,
  remarks: [],
  outcome: { status: 'measured', figures } as const,
});

const against = (figures: VariantFigures, original: VariantFigures | undefined) => ({
  figures,
  isOriginal: original === undefined,
  isUnpaired: false,
  ...(original && { baseline: original }),
});

/** Every cell of a row by 'group column', its ratio after a bar. */
function row(figures: VariantFigures, original: VariantFigures | undefined): Readonly<Record<string, string>> {
  const groups = toFigureGroups([variant('original', baseline), variant('int8', int8)]);
  const cells = groups.flatMap(({ name, columns }) =>
    columns.map((column) => {
      const { main, ratio } = column.cell(against(figures, original));
      return [`${name} ${column.name}`, ratio === undefined ? main : `${main} | ${ratio.text}`] as const;
    }),
  );
  return Object.fromEntries(cells.map(([name, text]) => [name, text.replaceAll('\u202f', ' ')]));
}

describe('the figures of a variant', () => {
  it('stand beside their ratios to the original; latency takes the ratio of the interleaved rounds', () => {
    expect(row(int8, baseline)).toEqual({
      'Latency, ms p50': '1.00 | 1.97× faster',
      'Latency, ms p90': '1.20',
      'Latency, ms p99': '1.50',
      'Throughput samples/s': '1,000 | 2.00×',
      'Efficiency GFLOP/s': '40.0 | 2.00×',
      'Efficiency % of FP32 peak': '50.0',
      'Accuracy, % top-1': '94.60 | −0.40 pt',
      'Accuracy, % agree': '98.8',
      'Accuracy, % SQNR, dB': '27.9',
      'Accuracy, % cosine': '0.99910',
      'Memory, MB peak, host': '50.0 | 1.25× more',
      'File, MB size': '1.00 | 4.00× smaller',
    });
  });

  it('have no ratios in the row of the original, which is not compared with itself', () => {
    expect(row(baseline, undefined)).toMatchObject({
      'Latency, ms p50': '2.00',
      'Accuracy, % top-1': '95.00',
      'Accuracy, % agree': '–',
      'Accuracy, % SQNR, dB': '–',
    });
  });

  it('call a lower top-1 worse and no difference the same', () => {
    const [top1] = toFigureGroups([variant('int8', int8)])[3]?.columns ?? [];
    expect(top1?.cell(against(int8, baseline)).ratio?.tone).toBe('worse');
    expect(top1?.cell(against(baseline, baseline)).ratio).toEqual({ text: '±0\u202fpt', tone: 'same' });
  });
});

describe('how sure a figure is', () => {
  const [latency, , efficiency, accuracy, memory] = toFigureGroups([variant('int8', int8)]);
  const cell = (group: typeof latency, figures: VariantFigures) => group?.columns[0]?.cell(against(figures, baseline));

  it('is said with the speedup, and a speedup that may be none is neither better nor worse', () => {
    const sure = cell(latency, { ...int8, speedup: 1.3, speedupInterval: { low: 1.25, high: 1.34 } });
    expect(sure).toMatchObject({
      ratio: { text: '1.30× faster', tone: 'better' },
      detail: '1.25 to 1.34 times as fast with 95 % confidence',
    });
    const unsure = cell(latency, { ...int8, speedup: 1.03, speedupInterval: { low: 0.98, high: 1.09 } });
    expect(unsure?.ratio).toEqual({ text: 'within noise', tone: 'same' });
    const following = cell(efficiency, { ...int8, gflops: 20.6, speedupInterval: { low: 0.98, high: 1.09 } });
    expect(following?.ratio).toEqual({ text: '1.03×', tone: 'same' });
  });

  it('is said with top-1', () => {
    const figures = { ...int8, accuracy: { ...int8Accuracy, top1Interval: { low: 0.931, high: 0.959 } } };
    expect(cell(accuracy, figures)?.detail).toBe('93.10 to 95.90 % with 95 % confidence');
  });

  it('of top-1 is a difference only where the changed samples show it', () => {
    const [column] = accuracy?.columns ?? [];
    const original = { ...baseline, accuracy: { ...int8Accuracy, top1: 0.95 } };
    const at = (top1: number, isSignificant: boolean) => {
      const top1Drop = {
        fraction: 0.95 - top1,
        interval: { low: -0.01, high: 0.02 },
        lostCount: 12,
        gainedCount: 4,
        pValue: isSignificant ? 0.001 : 0.3,
        isSignificant,
      };
      const interval = { low: 0.93, high: 0.96 };
      return column?.cell(
        against({ ...int8, accuracy: { ...int8Accuracy, top1, top1Interval: interval, top1Drop } }, original),
      );
    };
    expect(at(0.946, false)).toMatchObject({
      ratio: { text: '−0.40\u202fpt', tone: 'same' },
      detail: '93.00 to 96.00 % with 95 % confidence; the difference is not significant: 12 samples lost, 4 gained',
    });
    expect(at(0.946, true)?.ratio?.tone).toBe('worse');
    expect(at(0.97, true)?.ratio?.tone).toBe('better');
  });

  it('ignores a difference of memory that varies from run to run', () => {
    expect(cell(memory, { ...int8, peakHostBytes: 39_500_000 })?.ratio).toEqual({ text: 'same', tone: 'same' });
  });

  it('includes what the process took before the model', () => {
    expect(cell(memory, int8)?.detail?.replaceAll('\u202f', ' ')).toBe('30.0 MB of it before the model was loaded');
  });

  it('leaves a dash where there is no figure', () => {
    const { gflops: _, speedup: __, ...rest } = int8;
    expect(cell(efficiency, rest)).toEqual({ main: '–' });
    expect(cell(latency, rest)).toEqual({ main: '1.00' });
  });
});

describe('columns', () => {
  const names = (variants: Parameters<typeof toFigureGroups>[0]) =>
    toFigureGroups(variants).flatMap(({ columns }) => columns.map(({ name }) => name));

  it('are left out where no variant has a number', () => {
    expect(names(unlabelledReport.variants)).not.toContain('top-1');
    expect(names(labelledReport.variants)).toContain('top-5');
    expect(names(labelledReport.variants)).not.toContain('peak, device');
    expect(names([variant('original', { ...baseline, peakDeviceBytes: 1e9 })])).toContain('peak, device');
  });

  it('say in their head that figures without labels are no accuracy', () => {
    const heads = toFigureGroups(unlabelledReport.variants).map(({ name }) => name);
    expect(heads).toContain('Numerics, % (random inputs)');
    expect(heads).not.toContain('Accuracy, %');
  });
});

it('has no baseline where the original could not be measured', () => {
  const failed = { status: 'failed', code: 'runtime.crashed', message: 'It crashed.' } as const;
  const report = { ...labelledReport, variants: [{ ...variant('original', baseline), outcome: failed }] };
  expect(findFigures(report, 'original')).toBeUndefined();
  expect(findFigures(labelledReport, 'original')?.speedup).toBe(1);
});

describe('another baseline than the original', () => {
  const report: CompareReport = { ...labelledReport, variants: [variant('original', baseline), variant('int8', int8)] };

  it('compares medians, and says that rounds were not paired', () => {
    const row = toFigureRow('original', baseline, report, 'int8');
    const [latency] = toFigureGroups(report.variants)[0]?.columns ?? [];
    expect(latency?.cell(row)).toMatchObject({
      ratio: { text: '2.00× slower', tone: 'worse' },
      detail: expect.stringContaining('Ratio of the two medians'),
    });
    expect(row.figures.speedupInterval).toBeUndefined();
  });

  it('leaves the pairing of the original as it was measured', () => {
    expect(toFigureRow('int8', int8, report, 'original').figures).toBe(int8);
    expect(toFigureRow('int8', int8, report, 'int8').baseline).toBeUndefined();
  });
});
