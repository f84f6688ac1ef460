import { describe, expect, it } from 'vitest';
import type { CompareReport } from '../report.ts';
import { labelledReport } from '../testing/reports.ts';
import { countBins, toDistributions, toLogTicks } from './distribution.ts';

describe('countBins', () => {
  it('counts into equal bins, the upper end into the last, and leaves out what is outside', () => {
    expect(countBins([0, 0.9, 1, 2.5, 4, 4.1, -1], [0, 4], 4, 'linear')).toEqual([2, 1, 1, 1]);
  });

  it('counts octaves on a logarithmic scale', () => {
    expect(countBins([1, 1.5, 2, 3, 7, 8], [1, 8], 3, 'logarithmic')).toEqual([2, 2, 2]);
  });
});

it('marks a logarithmic axis at 1, 2 and 5 of every power of ten', () => {
  expect(toLogTicks([0.28, 10.5])).toEqual([0.5, 1, 2, 5, 10]);
});

describe('toDistributions', () => {
  it('puts all variants on one axis that holds every p99', () => {
    const distributions = toDistributions(labelledReport, 50);
    const [low = 0, high = 0] = distributions?.domainMs ?? [];
    expect(distributions?.rows.map(({ kind }) => kind)).toEqual(['original', 'fp32', 'fp16', 'int8']);
    for (const { latencyMs } of distributions?.rows ?? []) {
      expect(latencyMs.p50).toBeGreaterThan(low);
      expect(latencyMs.p99).toBeLessThan(high);
    }
  });

  it('scales each variant to its own peak and counts the runs beyond the axis', () => {
    const [original] = labelledReport.variants;
    if (original?.outcome.status !== 'measured') throw new Error('the fixture has a measured original');
    const durationsMs = [...Array<number>(99).fill(2), 50];
    const figures = { ...original.outcome.figures, durationsMs, latencyMs: { p50: 2, p90: 2, p99: 2.1 } };
    const report: CompareReport = {
      ...labelledReport,
      variants: [{ ...original, outcome: { status: 'measured', figures } }],
    };
    const [row] = toDistributions(report, 10)?.rows ?? [];
    expect(row?.beyondCount).toBe(1);
    expect(Math.max(...(row?.heights ?? []))).toBe(1);
    expect(row?.heights.filter((height) => height > 0)).toHaveLength(1);
  });

  it('turns logarithmic where runs differ several times', () => {
    const [original] = labelledReport.variants;
    if (original?.outcome.status !== 'measured') throw new Error('the fixture has a measured original');
    const figures = { ...original.outcome.figures, durationsMs: [1, 1.1, 9], latencyMs: { p50: 1.1, p90: 9, p99: 9 } };
    const report: CompareReport = {
      ...labelledReport,
      variants: [{ ...original, outcome: { status: 'measured', figures } }],
    };
    expect(toDistributions(report, 10)?.scale).toBe('logarithmic');
    expect(toDistributions(labelledReport, 10)?.scale).toBe('linear');
  });

  it('is nothing where nothing was measured', () => {
    expect(toDistributions({ ...labelledReport, variants: [] }, 10)).toBeUndefined();
  });
});
