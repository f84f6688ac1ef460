import { describe, expect, test } from 'vitest';
import { applyPatch } from '../../ir/apply-patch.ts';
import type { Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { expectEquivalent } from '../../testing/expect-equivalent.ts';
import { foldConstants } from './fold-constants.ts';

function fold(before: Graph, foldSizeLimitBytes = 64 * 1024): Graph {
  const patch = foldConstants.run(before, { foldSizeLimitBytes });
  const after = patch ? applyPatch(before, patch) : before;
  verifyGraph(after);
  return after;
}

const read = (text: string) => inferTypes(parseGraph(text));

/** The same graph with weights that must not be read. */
function withSealedWeights(graph: Graph): Graph {
  const seal = (tensor: Tensor): Tensor => ({
    ...tensor,
    content: {
      kind: 'deferred',
      read: () => {
        throw new Error('A weight was read');
      },
    },
  });
  const sealed = [...graph.initializers].filter(([, { dataType }]) => dataType === 'float32');
  return { ...graph, initializers: graph.initializers.withAll(sealed.map(([id, tensor]) => [id, seal(tensor)])) };
}

test('computes arithmetic on constants, all of a chain at once', () => {
  const after = fold(read('s = Mul(Add(float32{1,2}, float32{3,4}), float32(2)); y = Add(x[2], s)'));
  expect(printGraph(after)).toBe('t1 = Add(x[2], float32{8,12})\nreturn t1');
});

test('computes the shape of a tensor whose dimensions are known, and what is made of it', () => {
  const after = fold(
    read(
      's = Shape(x[2,3,4]); n = Mul(Gather(s, int64(1)), Gather(s, int64(2))); y = Reshape(x, Concat(int64{2}, Unsqueeze(n, int64{0})){axis=0})',
    ),
  );
  expect(printGraph(after)).toBe('t1 = Reshape(x[2,3,4], int64{2,12})\nreturn t1');
});

test('computes the known part of a shape with an open dimension', () => {
  const after = fold(read('c = Gather(Shape(x[N,3]), int64(1)); y = Mul(x, Cast(c){to=1})'));
  expect(printGraph(after)).toBe('t1 = Mul(x[N,3], float32(3))\nreturn t1');
});

test('leaves the shape of a tensor with open dimensions', () => {
  const before = read('y = Shape(x[N,3])');
  expect(fold(before)).toBe(before);
});

describe('weights', () => {
  const transposed = 'y = MatMul(x[2,64], Transpose(W[256,64]){perm=[1,0]})';

  test('are transposed, without being read before somebody asks', async () => {
    const before = read(transposed);
    const after = fold(withSealedWeights(before));
    expect(printGraph(after)).toBe('t1 = MatMul(x[2,64], w1[64,256])\nreturn t1');
    await expectEquivalent(before, fold(before), { rtol: 0, atol: 0 });
  });

  test('are reshaped, split off and scaled without being read', async () => {
    const text =
      'r = Reshape(W[64,64], int64{16,256}); s = Slice(r, int64{4}, int64{12}, int64{0}); y = MatMul(x[2,8], Mul(s, float32(0.5)))';
    const before = read(text);
    const after = fold(withSealedWeights(before));
    expect(printGraph(after)).toBe('t1 = MatMul(x[2,8], w1[8,256])\nreturn t1');
    await expectEquivalent(before, fold(before), { rtol: 0, atol: 0 });
  });

  test('stay quantized', () => {
    const before = read('y = MatMul(x[2,4], DequantizeLinear(W:int8[4,4], float32(0.5), int8(0)))');
    expect(fold(before)).toBe(before);
  });
});

describe('the size of the file', () => {
  test('keeps a constant that would grow it by more than allowed', () => {
    const before = read('y = Add(x[64,64], Expand(float32(1), int64{64,64}))');
    expect(fold(before, 16_000)).toBe(before);
    expect(printGraph(fold(before, 17_000))).toBe('t1 = Add(x[64,64], w1[64,64])\nreturn t1');
  });

  test('counts a constant that others still use', () => {
    const before = read('y = MatMul(MatMul(x[2,64], W[64,64]), Transpose(W){perm=[1,0]})');
    expect(fold(before, 16_000)).toBe(before);
    expect(fold(before, 17_000).nodes.size).toBe(2);
  });
});

test('draws random numbers anew each time', () => {
  const before = read('y = Add(x[4], RandomNormal(){shape=[4]})');
  expect(fold(before)).toBe(before);
});

test('leaves an output of the model to a node', () => {
  const before = read('y = Add(float32{1,2}, float32{3,4})');
  expect(fold(before)).toBe(before);
});
