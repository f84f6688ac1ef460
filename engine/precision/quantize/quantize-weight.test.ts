import { expect, test } from 'vitest';
import { tensorInts, tensorOfFloats } from '../../ir/tensor.ts';
import { leastScaleFor, quantizeBias, quantizeWeight } from './quantize-weight.ts';

const weight = tensorOfFloats([2, 3], Float32Array.of(1.27, -0.6, 0, 12.7, 6.4, -12.7));
const int8 = { dataType: 'int8', bits: 8 } as const;

test('each output channel has the scale that takes its largest weight to 127', () => {
  const { tensor, scales } = quantizeWeight(weight, 0, int8);
  expect(scales[0]).toBeCloseTo(0.01, 6);
  expect(scales[1]).toBeCloseTo(0.1, 6);
  expect(tensor).toMatchObject({ dataType: 'int8', dims: [2, 3] });
  expect(tensorInts(tensor)).toEqual([127, -60, 0, 127, 64, -127]);
});

test('along the last axis a channel is a column', () => {
  const { tensor, scales } = quantizeWeight(weight, 1, int8);
  expect([...scales].map((scale) => Number(scale.toFixed(4)))).toEqual([0.1, 0.0504, 0.1]);
  expect(tensorInts(tensor)).toEqual([13, -12, 0, 127, 127, -127]);
});

test('without an axis there is one scale', () => {
  expect(quantizeWeight(weight, undefined, int8).scales).toHaveLength(1);
});

test('with 7 bits the sum of two products fits into 16 bits', () => {
  const { tensor } = quantizeWeight(weight, 0, { dataType: 'int8', bits: 7 });
  const largest = Math.max(...tensorInts(tensor).map(Math.abs));
  expect(largest).toBe(64);
  expect(2 * 255 * largest).toBeLessThan(2 ** 15);
});

test('unsigned weights are symmetric about 128', () => {
  const { tensor, zeroPoint } = quantizeWeight(weight, 0, { dataType: 'uint8', bits: 8 });
  expect(zeroPoint).toBe(128);
  expect(tensorInts(tensor)).toEqual([255, 68, 128, 255, 192, 1]);
});

test('a bias is counted in units of input scale times weight scale', () => {
  const { tensor, scales } = quantizeBias(
    tensorOfFloats([2], Float32Array.of(1, -0.5)),
    0.5,
    Float32Array.of(0.01, 0.25),
  );
  expect(tensor.dataType).toBe('int32');
  expect(tensorInts(tensor)).toEqual([200, -4]);
  expect(scales[0]).toBeCloseTo(0.005, 8);
});

test('a dead channel keeps its bias: its weight scale grows until the bias fits in int32', () => {
  const dead = tensorOfFloats([2, 1], Float32Array.of(1e-30, 1));
  const inputScale = 0.01;
  const biases = Float32Array.of(3, 3);
  const { scales } = quantizeWeight(dead, 0, int8, (channel) => leastScaleFor(biases[channel] ?? 0, inputScale));
  const bias = quantizeBias(tensorOfFloats([2], biases), inputScale, scales);
  const restored = tensorInts(bias.tensor).map((value, channel) => value * (bias.scales[channel] ?? 0));
  expect(Math.max(...tensorInts(bias.tensor))).toBeLessThan(2 ** 31);
  for (const value of restored) expect(value).toBeCloseTo(3, 3);
});

test('the range of least squares leaves no more error than all of it, and less where one weight sticks out', () => {
  const values = Float32Array.from({ length: 512 }, (_, index) => Math.sin(index * 1.7) / 4);
  values[7] = 1;
  const weight = tensorOfFloats([1, 512], values);
  const errorOf = (range: 'largest' | 'least-squares'): number => {
    const { tensor, scales } = quantizeWeight(weight, 0, { dataType: 'int8', bits: 7, range });
    const integers = tensorInts(tensor);
    return values.reduce((sum, value, index) => sum + (value - (integers[index] ?? 0) * (scales[0] ?? 0)) ** 2, 0);
  };
  expect(errorOf('least-squares')).toBeLessThanOrEqual(errorOf('largest'));
});
