import { expect, test } from 'vitest';
import { layeredReport } from '../testing/layered-report.ts';
import { labelledReport } from '../testing/reports.ts';
import { layeredKinds, toLayerRows } from './layer-rows.ts';

const durations = (kinds: Parameters<typeof toLayerRows>[1]) =>
  toLayerRows(layeredReport, kinds).map(({ title, origins, costs }) => [
    title,
    origins,
    Object.fromEntries([...costs].map(([kind, { durationMs }]) => [kind, Number(durationMs.toFixed(6))])),
  ]);

test('only variants that were profiled have layers', () => {
  expect(layeredKinds(layeredReport)).toEqual(['original', 'int8']);
  expect(layeredKinds(labelledReport)).toEqual([]);
});

test('a row is the same work in every variant; what runs apart in one is added up', () => {
  expect(durations(['original', 'int8'])).toEqual([
    ['Conv + Relu', [0, 1], { original: 0.9, int8: 0.3 }],
    ['Conv + Relu', [2, 3], { original: 0.6, int8: 0.2 }],
    ['MaxPool', [4], { original: 0.3, int8: 0.1 }],
    ['Between layers', [], { int8: 0.05 }],
  ]);
});

test('alone, a variant has the rows of its own kernels', () => {
  expect(durations(['original']).map(([title, origins]) => [title, origins])).toEqual([
    ['Conv + Relu', [0, 1]],
    ['Conv', [2]],
    ['MaxPool', [4]],
    ['Relu', [3]],
  ]);
});

test('the share of the roof is that of the slowest kernel, in its own number format', () => {
  const [first] = toLayerRows(layeredReport, ['original', 'int8']);
  // 4e7 operations need 0.4 ms at 100 GFLOP/s, and 0.1 ms at 400.
  expect(first?.costs.get('original')?.roofShare).toBeCloseTo(0.4 / 0.9, 9);
  expect(first?.costs.get('int8')?.roofShare).toBeCloseTo(0.1 / 0.3, 9);
});
