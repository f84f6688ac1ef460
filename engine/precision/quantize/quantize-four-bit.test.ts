import { expect, test } from 'vitest';
import { parseGraph } from '../../ir/parse.ts';
import { tensorBytes, tensorOfFloats } from '../../ir/tensor.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { sqnrDb } from '../../testing/expect-equivalent.ts';
import { runGraph } from '../../testing/run-graph.ts';
import { seededFeeds } from '../../testing/seeded-feeds.ts';
import { quantizeFourBit } from './four-bit-blocks.ts';
import { quantizeFourBitWeights } from './quantize-four-bit.ts';

test('a value comes back within half a step of its block where nothing is cut off', () => {
  const [k, n, blockSize] = [64, 3, 32];
  const values = Float32Array.from({ length: k * n }, (_, index) => Math.sin(index * 1.7) * (1 + (index % n)));
  const { packed, scales, zeroPoints, blockCount } = quantizeFourBit(tensorOfFloats([k, n], values), blockSize);
  let largest = 0;
  for (let column = 0; column < n; column++) {
    for (let row = 0; row < k; row++) {
      const block = Math.floor(row / blockSize);
      const byte = packed[((column * blockCount + block) * blockSize + (row % blockSize)) >> 1] ?? 0;
      const integer = row % 2 === 0 ? byte & 15 : byte >> 4;
      const points = zeroPoints[column * Math.ceil(blockCount / 2) + (block >> 1)] ?? 0;
      const zeroPoint = block % 2 === 0 ? points & 15 : points >> 4;
      const scale = scales[column * blockCount + block] ?? 0;
      const isAtEnd = integer === 0 || integer === 15;
      const error = Math.abs((values[row * n + column] ?? 0) - (integer - zeroPoint) * scale) / scale;
      if (!isAtEnd) largest = Math.max(largest, error);
    }
  }
  expect(largest).toBeLessThanOrEqual(0.5 + 1e-6);
  expect(largest).toBeGreaterThan(0.3);
});

test.each([
  ['a product with its bias', 'y = Add(MatMul(x[2,6,64], W[64,16]), b[16])'],
  ['a Gemm whose weights are turned', 'y = Gemm(x[4,64], W[16,64], b[16]){transB=1}'],
  ['rows that fill no whole block', 'y = MatMul(x[4,40], W[40,16])'],
])('%s runs with 4-bit weights', async (_, text) => {
  const graph = inferTypes(parseGraph(text));
  const { graph: after, diagnostics } = quantizeFourBitWeights(graph);
  verifyGraph(after);
  const feeds = seededFeeds(graph);
  const [[reference], [actual]] = [await runGraph(graph, feeds), await runGraph(after, feeds)];
  if (!reference || !actual) throw new Error('one output expected');
  expect(sqnrDb(reference, actual)).toBeGreaterThan(15);
  expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'precision.runtime-operator' }));
});

test('weights take an eighth, and a scale and a zero point per block', () => {
  const after = quantizeFourBitWeights(inferTypes(parseGraph('y = MatMul(x[4,256], W[256,64])'))).graph;
  const sizes = [...after.initializers.values()].map((tensor) => tensorBytes(tensor).byteLength);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe((256 * 64) / 2 + 64 * 8 * 4 + 64 * 4);
});

test('a network without products is refused', () => {
  expect(() => quantizeFourBitWeights(inferTypes(parseGraph('y = Relu(x[2])')))).toThrow(
    expect.objectContaining({ code: 'precision.nothing-to-quantize' }),
  );
});
