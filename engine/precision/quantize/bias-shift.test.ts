import { expect, test } from 'vitest';
import { tensorOfFloats } from '../../ir/tensor.ts';
import { biasShift } from './bias-shift.ts';
import { quantizeWeight } from './quantize-weight.ts';

const scheme = { dataType: 'int8', bits: 8 } as const;
const weightOf = (dims: readonly number[]) =>
  tensorOfFloats(
    dims,
    Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, index) => Math.sin(index * 1.3)),
  );

/** y_o for an input that is its means everywhere, by definition: the shift is the difference between both weights. */
function meanOutputs(
  weight: (o: number, c: number, k: number) => number,
  [m, c, k]: readonly number[],
  means: number[],
) {
  const perGroup = (m ?? 0) / (means.length / (c ?? 1));
  return Array.from({ length: m ?? 0 }, (_, o) => {
    let sum = 0;
    for (let input = 0; input < (c ?? 0); input++)
      for (let at = 0; at < (k ?? 0); at++)
        sum += weight(o, input, at) * (means[Math.floor(o / perGroup) * (c ?? 0) + input] ?? 0);
    return sum;
  });
}

test.each([
  ['a Conv', [4, 3, 2, 2], [0.5, -1, 2]],
  ['a depthwise Conv', [4, 1, 3, 3], [0.5, -1, 2, 0.1]],
  ['a Conv of two groups', [4, 2, 1, 1], [0.5, -1, 2, 0.1]],
])('is the mean output of the rounded weights minus that of the others: %s', (_, dims, means) => {
  const weight = weightOf(dims);
  const quantized = quantizeWeight(weight, 0, scheme);
  const [m = 0, c = 0, ...window] = dims;
  const size = window.reduce((a, b) => a * b, 1);
  const flat = [m, c, size];
  const values = Float32Array.from({ length: m * c * size }, (_, index) => Math.sin(index * 1.3));
  const content = quantized.tensor.content;
  if (content.kind !== 'bytes') throw new Error('bytes expected');
  const integers = new Int8Array(content.bytes.buffer, content.bytes.byteOffset, content.bytes.byteLength);
  const at = (o: number, input: number, position: number) => (o * c + input) * size + position;
  const exact = meanOutputs((o, i, k) => values[at(o, i, k)] ?? 0, flat, means);
  const rounded = meanOutputs((o, i, k) => (integers[at(o, i, k)] ?? 0) * (quantized.scales[o] ?? 0), flat, means);
  const shift = biasShift(weight, quantized, Float64Array.from(means));
  expect(shift).toHaveLength(m);
  for (const [o, value] of (shift ?? []).entries()) expect(value).toBeCloseTo((rounded[o] ?? 0) - (exact[o] ?? 0), 9);
});

test('a product with a matrix [K, N] shifts its N outputs', () => {
  const weight = weightOf([3, 5]);
  const quantized = quantizeWeight(weight, 1, scheme);
  expect(biasShift(weight, quantized, Float64Array.of(1, 2, 3))).toHaveLength(5);
});

test('means that are not those of the input give none', () => {
  const weight = weightOf([4, 3, 1, 1]);
  expect(biasShift(weight, quantizeWeight(weight, 0, scheme), Float64Array.of(1, 2))).toBeUndefined();
});
