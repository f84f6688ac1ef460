import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../ir/build.ts';
import type { Graph, NodeId, TensorType } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { printGraph } from '../ir/print.ts';
import { topologicalOrder } from '../ir/query.ts';
import { tensorBytes, tensorOfNumbers } from '../ir/tensor.ts';
import { verifyGraph } from '../ir/verify.ts';
import { inferTypesWithDiagnostics } from '../ops/infer-types.ts';
import { expectEquivalent, sqnrDb } from '../testing/expect-equivalent.ts';
import { runGraph } from '../testing/run-graph.ts';
import { seededFeeds } from '../testing/seeded-feeds.ts';
import { convertHalf, type HalfOptions, rangeSensitiveOpTypes } from './convert-half.ts';
import { float16 } from './half/half-format.ts';

function converted(graph: Graph, options?: HalfOptions) {
  const result = convertHalf(graph, float16, options);
  verifyGraph(result.graph);
  expect(inferTypesWithDiagnostics(result.graph).diagnostics).toEqual([]);
  return result;
}

const print = (text: string, options?: HalfOptions, opset?: number): string =>
  printGraph(converted(parseGraph(text, opset), options).graph);

const TO_FLOAT16 = '{to=10}';
const TO_FLOAT32 = '{to=1}';

describe('borders', () => {
  test('Casts stand behind inputs and before outputs, whose names stay', () => {
    const { graph } = converted(parseGraph('y = Relu(Conv(x[1,3,4,4], W[2,3,1,1]))'));
    expect(printGraph(graph).split('\n')).toEqual([
      `t1 = Cast(x[1,3,4,4])${TO_FLOAT16}`,
      't2 = Conv(t1, w1:float16[2,3,1,1])',
      't3 = Relu(t2)',
      `t4 = Cast(t3)${TO_FLOAT32}`,
      'return t4',
    ]);
    expect(graph.outputs.map((id) => graph.values.get(id)?.name)).toEqual(['y']);
  });

  test('with float16 inputs and outputs there are none', () => {
    expect(print('y = Relu(Conv(x[1,3,4,4], W[2,3,1,1]))', { io: 'half' })).toBe(
      't1 = Conv(x:float16[1,3,4,4], w1:float16[2,3,1,1])\nt2 = Relu(t1)\nreturn t2',
    );
  });

  test('an output that the graph uses itself is cast once, for the outside alone', () => {
    expect(print('a = Relu(x[2]); b = Exp(a); return a, b').split('\n')).toEqual([
      `t1 = Cast(x[2])${TO_FLOAT16}`,
      't2 = Relu(t1)',
      't3 = Exp(t2)',
      `t4 = Cast(t2)${TO_FLOAT32}`,
      `t5 = Cast(t3)${TO_FLOAT32}`,
      'return t4, t5',
    ]);
  });

  test('neighbours that stay in float32 have no Cast between them', () => {
    const graph = parseGraph('a = Relu(x[4]); b = Exp(a); c = Softmax(b); y = Relu(c)');
    expect(
      print('a = Relu(x[4]); b = Exp(a); c = Softmax(b); y = Relu(c)', { keepOpTypes: rangeSensitiveOpTypes }).split(
        '\n',
      ),
    ).toEqual([
      `t1 = Cast(x[4])${TO_FLOAT16}`,
      't2 = Relu(t1)',
      `t3 = Cast(t2)${TO_FLOAT32}`,
      't4 = Exp(t3)',
      't5 = Softmax(t4)',
      `t6 = Cast(t5)${TO_FLOAT16}`,
      't7 = Relu(t6)',
      `t8 = Cast(t7)${TO_FLOAT32}`,
      'return t8',
    ]);
    expect(convertHalf(graph, float16, { keepOpTypes: rangeSensitiveOpTypes }).kept).toMatchObject([
      { reason: 'Exp is kept by choice' },
      { reason: 'Softmax is kept by choice' },
    ]);
  });

  test('a Cast of the model is not followed by another', () => {
    expect(print('a = Cast(x:int64[4]){to=1}; y = Mul(a, x1[4]); return y').split('\n')).toEqual([
      `t1 = Cast(x:int64[4])${TO_FLOAT16}`,
      `t2 = Cast(x1[4])${TO_FLOAT16}`,
      't3 = Mul(t1, t2)',
      `t4 = Cast(t3)${TO_FLOAT32}`,
      'return t4',
    ]);
  });

  test('a node kept by choice is', () => {
    const graph = parseGraph('a = Relu(x[4]); y = Exp(a)');
    const [relu] = topologicalOrder(graph).map(({ id }) => id);
    const { kept, precisions } = converted(graph, {
      keepFloat32: new Map<NodeId, string>(relu === undefined ? [] : [[relu, 'it is kept by choice']]),
    });
    expect(kept).toEqual([{ reason: 'it is kept by choice', nodeIds: [relu] }]);
    expect([...precisions.values()]).toEqual(['float16']);
  });
});

describe('constants', () => {
  test('one that both precisions use exists in both', () => {
    const text = print('a = Mul(x[4], W[4]); b = Softmax(Mul(x, W)); y = Pow(a, W); return y, b', {
      keepOpTypes: new Set(['Pow']),
    });
    expect(text).toMatch(/Pow\(t\d+, float32\{/);
    expect(text).toMatch(/Mul\(t\d+, float16\{/);
  });

  test('are converted each time they are read, so that none is held twice', () => {
    const { graph } = converted(parseGraph('y = Conv(x[1,3,4,4], W[2,3,1,1])'));
    const [weight] = [...graph.initializers.values()];
    expect(weight?.dataType).toBe('float16');
    expect(weight?.content.kind).toBe('deferred');
    expect(weight && tensorBytes(weight).byteLength).toBe(2 * 3 * 2);
  });

  test('Constant nodes and the value of ConstantOfShape follow', async () => {
    const text = 'c = Constant(){value_floats=[1.0, 2.0]}; z = ConstantOfShape(int64{2}); y = Add(Add(x[2], c), z)';
    expect(print(text)).toMatch(/ConstantOfShape\(int64\{2\}\)\{value=float16\{0\}\}/);
    await expectEquivalent(parseGraph(text), converted(parseGraph(text)).graph, { rtol: 1e-3, atol: 1e-3 });
  });

  test('beyond 65,504 stay in float32 with their user, and the diagnostic names them', () => {
    const { graph, diagnostics, kept } = converted(parseGraph('y = Relu(Mul(x[2], float32{1,100000}))'));
    expect(printGraph(graph)).toMatch(/Mul\(x\[2\], float32\{1,100000\}\)/);
    expect(kept).toMatchObject([
      { reason: 'a constant of it is beyond 65,504, the largest float16' },
      { reason: 'it handles values beyond 65,504, the largest float16' },
    ]);
    expect(diagnostics).toMatchObject([
      { severity: 'warning', code: 'precision.float16-overflow', place: expect.stringMatching(/literal/) },
    ]);
    expect(diagnostics[0]?.message).toContain('Mul');
  });

  test('infinity is no overflow', () => {
    expect(converted(parseGraph('y = Max(x[2], float32{-inf,0})')).kept).toEqual([]);
  });

  test('too small for float16 are counted', () => {
    const { diagnostics } = converted(parseGraph('y = Mul(x[3], float32{1e-9,1,1e-10})'));
    expect(diagnostics).toMatchObject([{ severity: 'info', code: 'precision.float16-underflow' }]);
    expect(diagnostics[0]?.message).toContain('2 of 3 weights');
  });

  test('an epsilon that would become 0 keeps its Add in float32', () => {
    const { kept } = converted(parseGraph('y = Sqrt(Add(x[3], float32(1e-12)))'));
    expect(kept).toMatchObject([{ reason: 'a constant of it would become 0 in float16' }]);
  });
});

describe('what float16 cannot hold', () => {
  test('a value that came near its range on data, with what makes and uses it', () => {
    const graph = parseGraph('a = Relu(x[2]); b = Mul(a, a); c = Sqrt(b); y = Neg(c)');
    const [relu, mul, sqrt] = topologicalOrder(graph);
    const wide = mul?.outputs[0];
    if (!relu || !mul || wide === undefined) throw new TypeError('Mul has no output');
    const { kept, diagnostics, precisions } = converted(graph, { ranges: new Map([[wide, { min: 0, max: 40_000 }]]) });
    expect(kept).toEqual([{ reason: expect.stringContaining('on the data'), nodeIds: [mul.id, sqrt?.id] }]);
    expect(precisions.has(relu.id)).toBe(true);
    expect(diagnostics).toMatchObject([
      { severity: 'warning', code: 'precision.float16-range', message: expect.stringContaining('40,000') },
    ]);
    expect(converted(graph, { ranges: new Map([[wide, { min: 0, max: 30_000 }]]) }).kept).toEqual([]);
  });

  test('a mask of -3.4e38 stays float32 up to its Softmax', async () => {
    const text =
      'm = Mul(Sub(float32(1), Cast(x:int64[1,4]){to=1}), float32(-3.4e38)); s = MatMul(x1[1,4], W[4,4]); p = Softmax(Add(s, m)); y = MatMul(p, V[4,4])';
    const before = parseGraph(text);
    const { graph, kept } = converted(before);
    const softmax = topologicalOrder(before).find(({ opType }) => opType === 'Softmax')?.id;
    const reason = 'it handles values beyond 65,504, the largest float16';
    expect(kept.find((entry) => entry.reason === reason)?.nodeIds).toContain(softmax);
    await expectEquivalent(parseGraph(text), graph, { rtol: 2e-2, atol: 2e-2 });
  });

  test('sizes above 2,048 are still exact', async () => {
    const text =
      'n = Cast(Gather(Shape(x[3001,2]), int64{0})){to=1}; k = Cast(Mul(n, float32(1))){to=7}; y = Reshape(x, Concat(k, int64{-1}){axis=0})';
    const { graph, kept } = converted(parseGraph(text));
    expect(kept).toMatchObject([
      { reason: 'it computes with sizes or indices, which float16 counts exactly only to 2,048' },
    ]);
    await expectEquivalent(parseGraph(text), graph, { rtol: 1e-3, atol: 1e-3 });
  });
});

describe('operators', () => {
  test.each([
    ['Range', 'y = Mul(Range(float32(0), float32(4), float32(1)), x[4])', 17, 'Range knows no float16'],
    ['CumSum of opset 13', 'y = CumSum(x[4], int64(0))', 13, 'CumSum knows float16 only from opset 14 on'],
    ['random numbers', 'y = Add(x[4], RandomNormalLike(x))', 17, 'its random numbers would be others'],
    ['another domain', 'y = my.domain::Op(x[4])', 17, 'nothing is known of my.domain::Op in float16'],
  ])('%s stays float32', (_name, text, opset, reason) => {
    expect(convertHalf(parseGraph(text, opset), float16).kept.map((entry) => entry.reason)).toContain(reason);
  });

  test('Resize keeps its scales in float32', async () => {
    const text = 'y = Resize(x[1,1,2,2], _, float32{1,1,2,2}){mode="nearest"}';
    expect(print(text)).toMatch(/Resize\(t1, _, float32\{1,1,2,2\}\)/);
    await expectEquivalent(parseGraph(text), converted(parseGraph(text)).graph, { rtol: 1e-3, atol: 1e-3 });
  });

  test('an epsilon in an attribute is left as it is', () => {
    expect(print('y = BatchNormalization(x[1,2,3,3], s[2], b[2], m[2], v[2]){epsilon=1e-12}')).toContain(
      'epsilon=1e-12',
    );
  });

  test('a model that is quantized already keeps its scales', () => {
    const text =
      'q = QuantizeLinear(x[4], float32(0.1), uint8(3)); y = Relu(DequantizeLinear(q, float32(0.1), uint8(3)))';
    expect(print(text)).toMatch(/QuantizeLinear\(x\[4\], float32\(0.1/);
  });

  test('LSTM, LayerNormalization, BatchNormalization and pooling run', async () => {
    for (const text of [
      'h = LSTM(x[3,1,4], W[1,20,4], R[1,20,5]){hidden_size=5}; y = Relu(h)',
      'y = LayerNormalization(x[2,8], s[8], b[8])',
      'y = BatchNormalization(x[1,2,3,3], s[2], b[2], m[2], v[2])',
      'y = GlobalAveragePool(MaxPool(x[1,2,6,6]){kernel_shape=[2,2]})',
      'v, i = TopK(x[8], int64{3}); return v, i',
    ]) {
      const graph = parseGraph(text);
      await expectEquivalent(graph, converted(graph).graph, { rtol: 1e-2, atol: 1e-2 });
    }
  });
});

describe('graphs inside nodes', () => {
  test('stay in float32, and what they take from outside is cast for them', async () => {
    const graph = graphWithIf();
    const { graph: after, kept } = converted(graph);
    expect(kept).toMatchObject([{ reason: 'the graphs inside it run in float32' }]);
    expect(
      printGraph(after)
        .split('\n')
        .filter((line) => line.includes('Cast')),
    ).toHaveLength(4);
    await expectEquivalent(graph, after, { rtol: 1e-2, atol: 1e-2 });
  });
});

test('a small network comes out the same to 11 bits', async () => {
  const graph = parseGraph(
    'a = Relu(Conv(x[1,3,8,8], W[4,3,3,3], B[4])); b = Relu(Conv(a, V[4,4,1,1], C[4])); y = Gemm(Flatten(GlobalAveragePool(Add(b, b))), G[4,5], H[5])',
  );
  const feeds = seededFeeds(graph);
  const [[reference], [actual]] = [await runGraph(graph, feeds), await runGraph(converted(graph).graph, feeds)];
  expect(reference && actual && sqnrDb(reference, actual)).toBeGreaterThan(50);
});

/** r = Relu(x); y = Relu(If(c) { then: r + 1, else: r * w }), where w is a constant of the outer graph. */
function graphWithIf(): Graph {
  const float: TensorType = { kind: 'tensor', dataType: 'float32', shape: [3] };
  const opsets = new Map([['', 17]]);
  const branch = (opType: string, operand: number | undefined) => {
    const inner = new GraphBuilder({ name: opType, opsets });
    const r = inner.value('r', float);
    const other = inner.value('other', float);
    if (operand !== undefined) inner.initializer(other, tensorOfNumbers('float32', [3], [operand, operand, operand]));
    const out = inner.value(`${opType}_out`, float);
    inner.node({ ...emptyNode, opType, inputs: [r, other], outputs: [out] });
    inner.output(out);
    const captures = [{ inner: r, index: 0 }, ...(operand === undefined ? [{ inner: other, index: 1 }] : [])];
    return { type: 'graph', value: { graph: inner.build(), captures } } as const;
  };
  const outer = new GraphBuilder({ name: 'outer', opsets });
  const x = outer.value('x', float);
  const c = outer.value('c', { kind: 'tensor', dataType: 'bool', shape: [] });
  for (const input of [x, c]) outer.input(input);
  const w = outer.value('w', float);
  outer.initializer(w, tensorOfNumbers('float32', [3], [1, 2, 3]));
  const [r, chosen, y] = [outer.value('r', float), outer.value('chosen', float), outer.value('y', float)];
  outer.node({ ...emptyNode, opType: 'Relu', inputs: [x], outputs: [r] });
  const attributes = new Map([
    ['then_branch', branch('Add', 1)],
    ['else_branch', branch('Mul', undefined)],
  ]);
  outer.node({ ...emptyNode, opType: 'If', inputs: [c], outputs: [chosen], captures: [r, w], attributes });
  outer.node({ ...emptyNode, opType: 'Relu', inputs: [chosen], outputs: [y] });
  outer.output(y);
  return outer.build();
}

const emptyNode = { name: '', domain: '', overload: '', captures: [], attributes: new Map() };
