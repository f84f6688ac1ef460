import { describe, expect, test } from 'vitest';
import type { Graph, NodeId } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import { topologicalOrder } from '../../ir/query.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { sqnrDb } from '../../testing/expect-equivalent.ts';
import { runGraph } from '../../testing/run-graph.ts';
import { seededFeeds } from '../../testing/seeded-feeds.ts';
import { calibrateGraph } from '../testing/calibrate-graph.ts';
import { executedOperators } from '../testing/executed-operators.ts';
import { type QuantizeOptions, quantizeStatic, valuesToObserve } from './quantize-static.ts';

const cpu: QuantizeOptions = { target: 'onnxruntime-cpu' };

const parse = (text: string, opset?: number): Graph => inferTypes(parseGraph(text, opset));

async function quantized(graph: Graph, options: QuantizeOptions = cpu) {
  const result = quantizeStatic(graph, await calibrateGraph(graph, options), options);
  verifyGraph(result.graph);
  return result;
}

/** Signal to noise of the first output against float32, in dB. */
async function fidelity(before: Graph, after: Graph): Promise<number> {
  const feeds = seededFeeds(before);
  const [[reference], [actual]] = [await runGraph(before, feeds), await runGraph(after, feeds)];
  if (!reference || !actual) throw new Error('one output expected');
  return sqnrDb(reference, actual);
}

const nodeId = (graph: Graph, opType: string): NodeId => {
  const node = topologicalOrder(graph).find((candidate) => candidate.opType === opType);
  if (!node) throw new Error(`no ${opType}`);
  return node.id;
};

/** The operators in execution order, without what stands before weights. */
const operatorsOf = (graph: Graph): string =>
  topologicalOrder(graph)
    .filter(
      ({ opType, inputs: [first] }) => opType !== 'DequantizeLinear' || !graph.initializers.has(first ?? nodeInput()),
    )
    .map(({ opType }) => opType.replace('QuantizeLinear', 'Q').replace('DequantizeLinear', 'DQ'))
    .join(' ');

const nodeInput = (): never => {
  throw new Error('a DequantizeLinear has an input');
};

const CONV = 'Conv(x[1,3,6,6], W[4,3,3,3], B[4]){pads=[1,1,1,1]}';
const HEAD = 'U[2,4,1,1]';

describe('for ONNX Runtime on CPUs', () => {
  test('a Conv gets pairs around its data, 8-bit weights per channel and a 32-bit bias; its Relu goes', async () => {
    const graph = parse(`y = Relu(${CONV})`);
    const { graph: after, kept } = await quantized(graph);
    const numbered = printGraph(after)
      .replaceAll(/float32\([^)]*\)/g, 'S')
      .replaceAll(/uint8\(\d+\)/g, 'Z');
    expect(numbered.split('\n')).toEqual([
      't1 = QuantizeLinear(x[1,3,6,6], S, Z)',
      't2 = DequantizeLinear(t1, S, Z)',
      expect.stringMatching(/^t3 = DequantizeLinear\(w1:int8\[4,3,3,3\], float32\{.*\}, int8\{0,0,0,0\}\)\{axis=0\}$/),
      expect.stringMatching(/^t4 = DequantizeLinear\(int32\{.*\}, float32\{.*\}, int32\{0,0,0,0\}\)\{axis=0\}$/),
      't5 = Conv(t2, t3, t4){pads=[1, 1, 1, 1]}',
      't6 = QuantizeLinear(t5, S, Z)',
      't7 = DequantizeLinear(t6, S, Z)',
      'return t7',
    ]);
    expect(kept).toEqual([]);
    expect(await fidelity(graph, after)).toBeGreaterThan(35);
  });

  test('names of inputs and outputs stay, and a Conv stands for the Relu that went', async () => {
    const graph = parse(`y = Relu(${CONV})`);
    const { graph: after } = await quantized(graph);
    const nameOf = (id: Graph['outputs'][number]) => after.values.get(id)?.name;
    expect(after.outputs.map(nameOf)).toEqual(['y']);
    expect(after.inputs.map(nameOf)).toEqual(['x']);
    expect(after.nodes.get(nodeId(after, 'Conv'))?.origins).toEqual([nodeId(graph, 'Conv'), nodeId(graph, 'Relu')]);
  });

  test.each([
    ['Conv', `y = Relu(${CONV})`, ['QLinearConv']],
    ['grouped Conv', 'y = Conv(x[1,4,6,6], W[4,1,3,3], B[4]){group=4}', ['QLinearConv']],
    ['Conv without a bias', 'y = Conv(x[1,3,6,6], W[4,3,1,1])', ['QLinearConv']],
    [
      'residual Add',
      `a = Relu(${CONV}); b = Conv(a, V[4,4,1,1], C[4]); y = Conv(Relu(Add(b, a)), ${HEAD})`,
      ['QLinearConv', 'QLinearConv', 'QLinearAdd', 'QLinearConv'],
    ],
    [
      'Concat and MaxPool',
      `a = Relu(${CONV}); b = MaxPool(a){kernel_shape=[3,3], pads=[1,1,1,1]}; c = Relu(Conv(a, V[4,4,1,1])); y = Conv(Concat(b, c){axis=1}, U[2,8,1,1])`,
      ['QLinearConv', 'QLinearConv', 'NhwcMaxPool', 'QLinearConcat', 'QLinearConv'],
    ],
    [
      'AveragePool, as a depthwise Conv',
      `y = Conv(AveragePool(${CONV}){kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1], count_include_pad=1}, ${HEAD})`,
      ['QLinearConv', 'QLinearConv', 'QLinearConv'],
    ],
    [
      'AveragePool that divides by less at the edges',
      `y = Conv(AveragePool(${CONV}){kernel_shape=[3,3], pads=[1,1,1,1]}, ${HEAD})`,
      ['QLinearConv', 'QLinearAveragePool', 'QLinearConv'],
    ],
    [
      'GlobalAveragePool, Flatten and Gemm',
      `y = Gemm(Flatten(GlobalAveragePool(${CONV})), G[4,5], H[5])`,
      ['QLinearConv', 'QLinearGlobalAveragePool', 'QGemm'],
    ],
    ['transposed Gemm', `y = Gemm(x[2,4], G[5,4], H[5]){transB=1}`, ['QGemm']],
    ['MatMul of matrices', 'y = MatMul(x[2,4], G[4,5])', ['MatMulIntegerToFloat']],
    ['MatMul of more dimensions', 'y = MatMul(x[2,3,4], G[4,5])', ['DynamicQuantizeMatMul']],
    ['MatMul of more dimensions with a bias', 'y = Add(H[5], MatMul(x[2,3,4], G[4,5]))', ['DynamicQuantizeMatMul']],
    ['MatMul with a bias', 'y = Add(MatMul(x[2,4], G[4,5]), H[5])', ['QGemm']],
    ['LeakyRelu', `y = Conv(LeakyRelu(${CONV}), ${HEAD})`, ['QLinearConv', 'QLinearLeakyRelu', 'QLinearConv']],
    [
      'Sigmoid and Mul',
      `c = ${CONV}; y = Conv(Mul(c, Sigmoid(c)), ${HEAD})`,
      ['QLinearConv', 'QLinearSigmoid', 'QLinearMul', 'QLinearConv'],
    ],
    ['Clip', `y = Clip(${CONV}, float32(0), float32(6))`, ['QLinearConv']],
    [
      'Split',
      `a, b = Split(Relu(${CONV})){axis=1}; c = Conv(a, V[4,2,1,1]); y = Conv(Concat(b, c){axis=1}, U[2,6,1,1])`,
      ['QLinearConv', 'QLinearConv', 'QLinearConcat', 'QLinearConv'],
    ],
  ])('%s really runs on integers', async (_name, text, expected) => {
    const graph = parse(text);
    const { graph: after } = await quantized(graph);
    const executed = await executedOperators(after);
    expect(executed.filter((opType) => /^QLinear|^QGemm|^Nhwc|IntegerToFloat|^Dynamic/.test(opType)).sort()).toEqual(
      [...expected].sort(),
    );
    expect(executed).not.toContain('Conv');
    expect(await fidelity(graph, after)).toBeGreaterThan(30);
  });

  test('a last layer writes float32, a layer before another one integers', async () => {
    const { graph } = await quantized(parse('h = Relu(Gemm(x[2,4], G[4,5], H[5])); y = Gemm(h, J[5,3], K[3])'));
    expect(operatorsOf(graph)).toBe('Q DQ Gemm Q DQ Gemm');
  });

  test('a value that integers do not give keeps its float32 form for others', async () => {
    const { graph } = await quantized(
      parse('s = Sigmoid(x[1,3,4,4]); a = Conv(s, W[4,3,1,1]); b = Softmax(s); return a, b'),
    );
    expect(operatorsOf(graph)).toBe('Sigmoid Q DQ Conv Softmax Q DQ');
    expect(printGraph(graph)).toMatch(/Softmax\(t1\)/);
  });

  test('a single float32 skip connection does not make float32 of all sums behind it', async () => {
    const block = (index: number, input: string) => `Relu(Add(Conv(${input}, W${index}[3,3,1,1]), ${input}))`;
    const { precisions } = await quantized(
      parse(
        `a = Relu(Add(Conv(x[1,3,4,4], V[3,3,1,1]), Tanh(x))); b = ${block(1, 'a')}; c = ${block(2, 'b')}; y = Conv(c, U[2,3,1,1])`,
      ),
    );
    expect(precisions.size).toBe(4 + 3);
  });

  test('a sum of products that could write float32 stays float32', async () => {
    const { graph } = await quantized(parse('a = Gemm(x[2,4], G[4,4], H[4]); y = Gemm(Add(a, Tanh(x)), J[4,3], K[3])'));
    expect(operatorsOf(graph)).toBe('Q DQ Gemm Tanh Add Q DQ Gemm');
  });

  test('a Relu stays where the Conv has another user', async () => {
    const { graph } = await quantized(parse(`c = ${CONV}; y = Relu(c); return y, c`));
    expect(operatorsOf(graph)).toBe('Q DQ Conv Q DQ Relu');
  });

  test('a weight of two nodes is stored once', async () => {
    const { graph } = await quantized(parse('a = Relu(Conv(x[1,3,4,4], W[3,3,1,1], B[3])); y = Conv(a, W, B)'));
    const weights = [...graph.initializers.values()].filter(
      ({ dataType, dims }) => dataType === 'int8' && dims.length === 4,
    );
    const biases = [...graph.initializers.values()].filter(
      ({ dataType, dims }) => dataType === 'int32' && dims.length === 1,
    );
    expect(weights).toHaveLength(1);
    expect(new Set(biases.map((bias) => bias)).size).toBeGreaterThan(1);
  });

  test('inputs of a Concat share the scale of its result where nothing else uses them', async () => {
    const shared = await quantized(
      parse('a = Conv(x[1,3,4,4], W[3,3,1,1]); b = Conv(x, V[3,3,1,1]); y = Conv(Concat(a, b){axis=1}, T[2,6,1,1])'),
    );
    expect(activationScales(shared.graph).size).toBe(3);
    const own = await quantized(
      parse(
        'a = Conv(x[1,3,4,4], W[3,3,1,1]); b = Conv(x, V[3,3,1,1]); y = Conv(Concat(a, b){axis=1}, T[2,6,1,1]); z = Conv(a, U[3,3,1,1]); return y, z',
      ),
    );
    expect(activationScales(own.graph).size).toBe(5);
  });

  test('what a Clip cut off stays cut off: it keeps a scale of its own beside a wider input', async () => {
    const { graph } = await quantized(
      parse(
        'a = Clip(Conv(x[1,3,4,4], W[3,3,1,1]), float32(0), float32(0.5)); b = Relu(Conv(x, V[3,3,1,1])); y = Conv(Concat(a, b){axis=1}, T[2,6,1,1])',
      ),
    );
    const [smallest] = [...activationScales(graph)].sort((a, b) => a - b);
    expect(smallest).toBeLessThanOrEqual(Math.fround(0.5 / 255));
  });

  test('a MatMul that quantizes its own input needs no calibration, and the result says which runtime it needs', async () => {
    const graph = parse('y = Add(MatMul(x[2,3,4], G[4,5]), H[5])');
    expect(valuesToObserve(graph, cpu)).toEqual([]);
    const { graph: after, diagnostics } = await quantized(graph);
    expect(operatorsOf(after)).toBe('DynamicQuantizeMatMul');
    expect(topologicalOrder(after)[0]?.origins).toEqual([nodeId(graph, 'MatMul'), nodeId(graph, 'Add')]);
    expect(diagnostics).toMatchObject([{ severity: 'info', code: 'precision.runtime-operator' }]);
  });

  test('7-bit and unsigned weights on request', async () => {
    const graph = parse(`y = Relu(${CONV})`);
    const seven = await quantized(graph, { ...cpu, weightBits: 7 });
    const unsigned = await quantized(graph, { ...cpu, weightType: 'uint8' });
    expect(await fidelity(graph, seven.graph)).toBeGreaterThan(30);
    expect(await executedOperators(unsigned.graph)).toContain('QLinearConv');
    expect(await fidelity(graph, unsigned.graph)).toBeGreaterThan(35);
  });

  test('observes what it quantizes and a rearranged value by its source', () => {
    const graph = parse(`a = Relu(${CONV}); b = MaxPool(a){kernel_shape=[2,2]}; y = Conv(b, V[4,4,1,1])`);
    const names = valuesToObserve(graph, cpu).map((id) => graph.values.get(id)?.name);
    expect(names).toEqual(['x', 'a', 'y']);
  });
});

describe('what stays float32 says why', () => {
  test.each([
    ['computed weights', 'y = Conv(x[1,3,4,4], x1[4,3,1,1])', 'its weights are computed at run time'],
    ['a scaled Gemm', 'y = Gemm(x[2,4], G[4,5]){alpha=0.5}', 'it scales or transposes its input'],
    ['two computed factors', 'y = MatMul(x[2,4], x1[4,5])', 'both of its factors are computed at run time'],
    ['no integer kernel', 's = Softmax(x[1,4]); y = Gemm(s, G[4,5])', 'no integer kernel is used for Softmax'],
    [
      'an Add behind the last integers',
      'a = Conv(x[1,3,4,4], W[3,3,1,1]); y = Add(a, a)',
      'nothing behind it is computed in INT8',
    ],
    [
      'an Add among float32',
      'a = Sigmoid(x[1,4]); s = Add(a, a); y = Gemm(s, G[4,5])',
      'not all of its inputs are computed in INT8',
    ],
  ])('%s', async (_name, text, reason) => {
    // A layer beside it, so that there is something to quantize.
    const graph = parse(`${text}; z = Gemm(x9[2,4], J[4,5]); return y, z`);
    const { kept } = await quantized(graph);
    expect(kept.map((entry) => entry.reason)).toContain(reason);
  });

  test('a node that is kept by choice', async () => {
    const graph = parse('a = Relu(Conv(x[1,3,4,4], W[3,3,1,1])); y = Conv(a, V[3,3,1,1])');
    const first = nodeId(graph, 'Conv');
    const { graph: after, kept } = await quantized(graph, { ...cpu, keepFloat32: new Set([first]) });
    expect(operatorsOf(after)).toBe('Conv Relu Q DQ Conv Q DQ');
    expect(kept).toContainEqual({ reason: 'it is kept by choice', nodeIds: [first] });
  });

  test('a value that calibration saw only zeros of', async () => {
    const graph = parse(
      'z = Mul(x[1,3,4,4], float32(0)); a = Conv(z, W[3,3,1,1]); y = Conv(x, V[3,3,1,1]); return a, y',
    );
    const { kept } = await quantized(graph);
    expect(kept.map(({ reason }) => reason)).toContain('it was zero for all calibration data');
  });

  test('a model with nothing to quantize is an error that says why', async () => {
    const graph = parse('y = Softmax(x[1,4])');
    await expect(quantized(graph)).rejects.toMatchObject({
      code: 'precision.nothing-to-quantize',
      details: { reason: 'no integer kernel is used for Softmax' },
    });
  });

  test('random calibration marks the result', async () => {
    const graph = parse('y = Gemm(x[2,4], G[4,5])');
    const table = await calibrateGraph(graph, cpu);
    const { diagnostics } = quantizeStatic(graph, { ...table, basis: 'random' }, cpu);
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'precision.random-calibration' }]);
  });
});

describe('for TensorRT', () => {
  const tensorrt: QuantizeOptions = { target: 'tensorrt' };

  test('pairs stand before weighted operations only, symmetric, and the Relu and the bias stay', async () => {
    const graph = parse(`a = Relu(${CONV}); y = Conv(a, V[4,4,1,1], C[4])`);
    const { graph: after } = await quantized(graph, tensorrt);
    expect(operatorsOf(after)).toBe('Q DQ Conv Relu Q DQ Conv');
    expect(printGraph(after)).not.toMatch(/uint8|int32/);
    expect(await fidelity(graph, after)).toBeGreaterThan(30);
  });

  test('of a residual Add only the skip input is quantized', async () => {
    const graph = parse(`a = Relu(${CONV}); b = Conv(a, V[4,4,1,1], C[4]); s = Sigmoid(a); y = Add(b, s)`);
    const { graph: after } = await quantized(graph, tensorrt);
    expect(operatorsOf(after)).toBe('Q DQ Conv Relu Q DQ Conv Sigmoid Q DQ Add');
  });
});

function activationScales(graph: Graph): ReadonlySet<number> {
  const scales = new Set<number>();
  for (const node of graph.nodes.values()) {
    if (node.opType !== 'QuantizeLinear') continue;
    const [, scale] = node.inputs;
    const tensor = scale === undefined ? undefined : graph.initializers.get(scale);
    if (tensor?.content.kind === 'bytes') scales.add(new Float32Array(tensor.content.bytes.slice().buffer)[0] ?? 0);
  }
  return scales;
}
