import { describe, expect, test } from 'vitest';
import type { Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { topologicalOrder } from '../../ir/query.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { sqnrDb } from '../../testing/expect-equivalent.ts';
import { runGraph } from '../../testing/run-graph.ts';
import { seededFeeds } from '../../testing/seeded-feeds.ts';
import { executedOperators } from '../testing/executed-operators.ts';
import { quantizeDynamic } from './quantize-dynamic.ts';

const forms = ['standard', 'runtime'] as const;
const block = 'y = Add(MatMul(Relu(Add(MatMul(x[2,6,8], W[8,16]), b[16])), V[16,8]), c[8])';

async function fidelity(before: Graph, after: Graph): Promise<number> {
  const feeds = seededFeeds(before);
  const [[reference], [actual]] = [await runGraph(before, feeds), await runGraph(after, feeds)];
  if (!reference || !actual) throw new Error('one output expected');
  return sqnrDb(reference, actual);
}

const operatorsOf = (graph: Graph) => topologicalOrder(graph).map(({ opType }) => opType);

describe.each(forms)('in %s form', (form) => {
  test.each([
    ['products with and without biases', block],
    ['a Gemm whose weights are turned', 'y = Gemm(x[4,8], W[6,8], b[6]){transB=1}'],
    ['a Gemm without a bias', 'y = Gemm(x[4,8], W[8,6])'],
    ['a product alone', 'y = MatMul(x[2,4,8], W[8,6])'],
    ['products that share their input', 'a = MatMul(x[4,8], W[8,6]); b = MatMul(x, V[8,6]); y = Add(a, b)'],
    ['products that share their weights', 'y = MatMul(MatMul(x[4,8], W[8,8]), W)'],
  ])('%s give nearly the same', async (_, text) => {
    const graph = inferTypes(parseGraph(text));
    const converted = quantizeDynamic(graph, { form });
    verifyGraph(converted.graph);
    expect(await fidelity(graph, converted.graph)).toBeGreaterThan(30);
  });

  test('nodes that are named stay as they are', () => {
    const graph = inferTypes(parseGraph(block));
    const [first] = topologicalOrder(graph);
    if (!first) throw new Error('a node expected');
    const { kept, precisions } = quantizeDynamic(graph, { form, keepFloat32: new Set([first.id]) });
    expect(kept).toContainEqual(expect.objectContaining({ reason: 'it is kept by choice' }));
    expect(precisions.size).toBe(1);
  });

  test('what multiplies two activations stays, and is told', () => {
    const graph = inferTypes(parseGraph('y = MatMul(MatMul(x[2,4,8], W[8,6]), x2[2,6,4])'));
    const { kept } = quantizeDynamic(graph, { form });
    expect(kept).toEqual([expect.objectContaining({ reason: 'both of its factors are computed at run time' })]);
  });
});

test('ONNX Runtime makes its own integer products of the standard form', async () => {
  const graph = inferTypes(parseGraph(block));
  const { graph: standard, diagnostics } = quantizeDynamic(graph, { form: 'standard' });
  expect(diagnostics).toEqual([]);
  expect(operatorsOf(standard)).toContain('MatMulInteger');
  const executed = await executedOperators(standard);
  expect(executed).not.toContain('MatMulInteger');
  expect(executed).not.toContain('Cast');
});

test('the runtime form says that it is for one runtime', () => {
  const graph = inferTypes(parseGraph(block));
  const { graph: after, diagnostics } = quantizeDynamic(graph, { form: 'runtime' });
  expect(operatorsOf(after)).toEqual(['DynamicQuantizeMatMul', 'Relu', 'DynamicQuantizeMatMul']);
  expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'precision.runtime-operator' }));
});

test('a network without such products is refused with the reason', () => {
  const graph = inferTypes(parseGraph('y = Conv(x[1,3,8,8], W[4,3,3,3])'));
  expect(() => quantizeDynamic(graph, { form: 'standard' })).toThrow(
    expect.objectContaining({
      code: 'precision.nothing-to-quantize',
      details: { reason: 'convolutions gain nothing from this form' },
    }),
  );
});
