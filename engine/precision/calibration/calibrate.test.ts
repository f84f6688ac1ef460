import { expect, test } from 'vitest';
import type { ValueId } from '../../ir/graph.ts';
import { tensorBytes, tensorOfFloats } from '../../ir/tensor.ts';
import { reduceTensor } from '../../runtime/reduce.ts';
import type { Feeds } from '../../runtime/session.ts';
import { type CalibrationProgress, calibrate, type ModelRunner, withMethod } from './calibrate.ts';

const value = 7 as ValueId;
const observed = new Map([['act', value]]);
const entropy = { kind: 'entropy' } as const;

const feedsOf = (values: readonly number[]): Feeds => {
  const tensor = tensorOfFloats([values.length], Float32Array.from(values));
  return { act: { dataType: 'float32', dims: tensor.dims, data: tensorBytes(tensor) } };
};

/** Shows its feeds as its outputs. */
const identity: ModelRunner = async (feeds, reductions) =>
  Object.fromEntries(
    Object.entries(reductions).flatMap(([name, reduction]) => {
      const tensor = feeds[name];
      return tensor ? [[name, reduceTensor(tensor, reduction)]] : [];
    }),
  );

const batchesOf = (...batches: readonly (readonly number[])[]) =>
  async function* () {
    for (const batch of batches) yield feedsOf(batch);
  };

test('ranges and counts add up over batches, in two passes', async () => {
  const progress: CalibrationProgress[] = [];
  const table = await calibrate(observed, batchesOf([-1, 0.5], [2, 1], [0, 4]), identity, {
    method: { kind: 'percentile', percentile: 100 },
    basis: 'data',
    onProgress: (step) => progress.push(step),
  });
  const { range, threshold, histogram } = table.values.get(value) ?? {};
  expect(table.batchCount).toBe(3);
  expect(range).toEqual({ min: -1, max: 4 });
  expect(threshold).toEqual({ min: -1, max: 4 });
  expect(histogram).toMatchObject({ min: -4, max: 4 });
  expect(histogram?.counts.reduce((total, count) => total + count, 0)).toBe(6);
  expect(progress.map(({ pass, batchCount }) => `${pass} ${batchCount}`)).toEqual([
    ...['range 1', 'range 2', 'range 3'],
    ...['histogram 1', 'histogram 2', 'histogram 3'],
  ]);
});

test('min-max needs one pass, unless histograms are wanted', async () => {
  const method = { kind: 'min-max' } as const;
  const once = await calibrate(observed, batchesOf([1, 2]), identity, { method, basis: 'data' });
  expect(once.values.get(value)).toEqual({
    range: { min: 1, max: 2 },
    averageRange: { min: 1, max: 2 },
    threshold: { min: 1, max: 2 },
  });
  const shown = await calibrate(observed, batchesOf([1, 2]), identity, { method, basis: 'data', histograms: 'always' });
  expect(shown.values.get(value)?.histogram?.counts).toHaveLength(2048);
});

test('what it holds does not grow with the data', async () => {
  const size = async (count: number) => {
    const batches = Array.from({ length: count }, (_, batch) => [batch, -batch, 0.5]);
    const table = await calibrate(observed, batchesOf(...batches), identity, { method: entropy, basis: 'data' });
    return table.values.get(value)?.histogram?.counts.byteLength;
  };
  expect(await size(200)).toBe(await size(2));
});

test('another method needs no other run', async () => {
  const bulk = Array.from({ length: 4000 }, (_, index) => (index % 100) / 100);
  const table = await calibrate(observed, batchesOf([...bulk, 50]), identity, {
    method: { kind: 'min-max' },
    basis: 'data',
    histograms: 'always',
  });
  const cut = withMethod(table, { kind: 'percentile', percentile: 99.9 });
  expect(table.values.get(value)?.threshold.max).toBe(50);
  expect(cut.values.get(value)?.threshold.max).toBeLessThan(1.1);
  expect(cut.method).toEqual({ kind: 'percentile', percentile: 99.9 });
});

test('the moving average lets single batches count little, from the same run', async () => {
  const batches = [
    [0, 1],
    [0, 1],
    [0, 1],
    [-4, 9],
  ];
  const table = await calibrate(observed, batchesOf(...batches), identity, {
    method: { kind: 'moving-average' },
    basis: 'data',
  });
  expect(table.values.get(value)?.threshold).toEqual({ min: -1, max: 3 });
  expect(withMethod(table, { kind: 'min-max' }).values.get(value)?.threshold).toEqual({ min: -4, max: 9 });
});

test('a value that is always zero has no histogram', async () => {
  const table = await calibrate(observed, batchesOf([0, 0]), identity, { method: entropy, basis: 'data' });
  expect(table.values.get(value)).toEqual({
    range: { min: 0, max: 0 },
    averageRange: { min: 0, max: 0 },
    threshold: { min: 0, max: 0 },
  });
});

test('refuses data without samples', async () => {
  await expect(calibrate(observed, batchesOf(), identity, { method: entropy, basis: 'data' })).rejects.toMatchObject({
    code: 'precision.no-calibration-data',
  });
});

test('names an output that the model does not have', async () => {
  const other = new Map([['missing', value]]);
  await expect(calibrate(other, batchesOf([1]), identity, { method: entropy, basis: 'data' })).rejects.toMatchObject({
    code: 'precision.missing-output',
    details: { name: 'missing' },
  });
});

test('stops between batches when aborted', async () => {
  const controller = new AbortController();
  let runCount = 0;
  const counting: ModelRunner = (feeds, reductions) => {
    runCount++;
    controller.abort();
    return identity(feeds, reductions);
  };
  const running = calibrate(observed, batchesOf([1], [2], [3]), counting, {
    method: entropy,
    basis: 'data',
    signal: controller.signal,
  });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(runCount).toBe(1);
});
