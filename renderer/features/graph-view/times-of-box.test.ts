import { describe, expect, test } from 'vitest';
import type { KernelTime } from '../../../engine/report/layer-profile.ts';
import type { CompareReport } from '../../../engine/report/report.ts';
import { labelledReport } from '../../testing/reports.ts';
import { timesOfBox } from './times-of-box.ts';

const kernel = (opType: string, durationMs: number, origins: readonly number[]): KernelTime => ({
  name: `${opType}_${origins.join('_')}`,
  opType,
  provider: 'CPUExecutionProvider',
  durationMs,
  origins,
  nodes: [],
  computeType: 'float32',
});

/** The report with the same kernels in its first measured variant alone. */
function profiled(kernels: readonly KernelTime[]): CompareReport {
  const sumOf = (some: readonly KernelTime[]) => some.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const kernelMs = sumOf(kernels);
  const layerMs = sumOf(kernels.filter(({ origins }) => origins.length > 0));
  const [first, ...others] = labelledReport.variants.filter(({ outcome }) => outcome.status === 'measured');
  if (first?.outcome.status !== 'measured') throw new Error('The report has no measured variant.');
  const layers = { kernels, kernelMs, layerMs, runMs: kernelMs };
  return {
    ...labelledReport,
    variants: [{ ...first, outcome: { ...first.outcome, figures: { ...first.outcome.figures, layers } } }, ...others],
  };
}

const report = profiled([
  kernel('Conv', 3, [1, 2]),
  kernel('Relu', 0.5, [3]),
  kernel('Reorder', 0.5, []),
  kernel('Gemm', 6, [9]),
]);

describe('timesOfBox', () => {
  test('adds up the kernels that compute nodes of the box, and leaves out variants without a profile', () => {
    expect(timesOfBox(report, { origins: [1, 2, 3] })).toEqual([
      {
        label: report.variants[0]?.label,
        isTraced: true,
        durationMs: 3.5,
        share: 0.35,
        kernels: ['Conv', 'Relu'],
        sharedCount: 0,
      },
    ]);
  });

  test('tells that a kernel computes more than the box', () => {
    expect(timesOfBox(report, { origins: [2] })[0]).toMatchObject({ durationMs: 3, sharedCount: 1 });
  });

  test('tells that no kernel is left of a node', () => {
    expect(timesOfBox(report, { origins: [77] })[0]).toMatchObject({ durationMs: 0, kernels: [] });
  });

  test('tells where most of the time belongs to no node that is known', () => {
    const lost = profiled([kernel('Conv', 8, []), kernel('Concat', 0.5, [1, 2])]);
    expect(timesOfBox(lost, { origins: [1] })[0]?.isTraced).toBe(false);
  });

  test('has nothing to say of graph inputs, or without profiles', () => {
    expect(timesOfBox(report, { origins: [] })).toEqual([]);
    expect(timesOfBox(labelledReport, { origins: [1] })).toEqual([]);
  });
});
