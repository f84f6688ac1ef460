import { expect, test } from 'vitest';
import { layeredReport } from '../testing/layered-report.ts';
import { labelledReport } from '../testing/reports.ts';
import { decadeTicks, toRoofline } from './roofline.ts';

test('layers with multiplications lie at their operations per byte and per second', () => {
  const chart = toRoofline(layeredReport, ['original']);
  expect(chart?.points).toMatchObject([
    { title: 'Conv + Relu', name: 'node0', intensity: 40, gflops: expect.closeTo(44.44, 2), origins: [0, 1] },
    {
      title: 'Conv',
      name: 'node2',
      intensity: 50,
      gflops: expect.closeTo(40, 9),
      timeShare: expect.closeTo(0.5 / 1.8),
    },
  ]);
  expect(chart?.unplacedShare.get('original')).toBeCloseTo(0.4 / 1.8, 9);
});

test('there is a roof for each format that is computed in, with its ridge', () => {
  const chart = toRoofline(layeredReport, ['original', 'int8']);
  expect(chart?.roofs.map(({ type }) => type)).toEqual(['float32', 'int8']);
  expect(chart?.roofs[0]?.corners).toEqual([
    { intensity: 10, gflops: 100 },
    { intensity: 10, gflops: 100 },
    { intensity: 1000, gflops: 100 },
  ]);
  expect(chart?.roofs[1]?.corners[1]).toEqual({ intensity: 40, gflops: 400 });
  expect(toRoofline(layeredReport, ['original'])?.roofs.map(({ type }) => type)).toEqual(['float32']);
});

test('axes are whole powers of ten around everything that is drawn', () => {
  const chart = toRoofline(layeredReport, ['original', 'int8']);
  expect(chart?.intensityDomain).toEqual([10, 1000]);
  expect(chart?.gflopsDomain).toEqual([10, 1000]);
  expect(decadeTicks([0.1, 100])).toEqual([0.1, 1, 10, 100]);
});

test('without peaks there is no roof', () => {
  expect(toRoofline(labelledReport, ['original'])).toBeUndefined();
});
