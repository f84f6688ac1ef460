import { describe, expect, test } from 'vitest';
import type { Graph, NodeId } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { printGraph } from '../ir/print.ts';
import { topologicalOrder } from '../ir/query.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { targetNames, targetOf } from '../targets/targets.ts';
import { printSteps } from '../testing/print-steps.ts';
import { type OptimizeOptions, optimize } from './optimize.ts';

const read = (text: string): Graph => inferTypes(parseGraph(text));

const block = read(
  [
    'a = Conv(x[1,3,8,8], W[4,3,3,3]){pads=[1,1,1,1]}',
    'b = Relu(BatchNormalization(a, s[4], b1[4], m[4], v[4]))',
    'c = Conv(Identity(b), V[4,4,1,1])',
    'y = Relu(Add(c, b))',
    'return y',
  ].join('\n'),
);

const nodeOf = (graph: Graph, opType: string): NodeId => {
  const node = topologicalOrder(graph).find((candidate) => candidate.opType === opType);
  if (!node) throw new Error(`no ${opType}`);
  return node.id;
};

const run = (options: Partial<OptimizeOptions> = {}) => optimize(block, { target: 'tensorrt', ...options });

describe('stages', () => {
  test('tell how many layers are left after each', () => {
    const { stages } = run();
    expect(stages.map(({ name, layerCount }) => [name, layerCount])).toEqual([
      ['original', 6],
      ['simplify', 6],
      ['vertical', 2],
      ['horizontal', 2],
      ['concat', 2],
    ]);
    expect(stages[0]?.graph).toBe(block);
  });

  test('end with the kernels that the target runs', () => {
    const steps = (target: OptimizeOptions['target']) => printSteps(run({ target }).graph, targetOf(target));
    expect(steps('tensorrt')).toBe('Conv + Relu; Conv + Add + Relu');
    expect(steps('onnxruntime-webgpu')).toBe('Conv + Relu; Conv; Add; Relu');
    expect(steps('onnxruntime-cuda')).toBe('Conv; Relu; Conv; Add; Relu');
    expect(steps('portable')).toBe('Conv; Relu; Conv; Add; Relu');
  });
});

describe('fusions', () => {
  test('name the imported nodes they consumed and the layer these ended in', () => {
    const { fusions, graph } = run();
    const folded = fusions.find(({ rule }) => rule === 'fuse-batch-norm-into-conv');
    expect(folded?.origins).toEqual([nodeOf(block, 'Conv'), nodeOf(block, 'BatchNormalization')]);
    expect(folded?.stage).toBe('vertical');
    expect(folded?.description).toMatch(/^Conv "a", BatchNormalization ".*" became Conv$/);
    const layer = folded?.layerId === undefined ? undefined : graph.layers.get(folded.layerId);
    expect(layer?.rules).toEqual(['fuse-activation-into-conv']);
    expect(layer?.nodeIds).toContain(folded?.nodeIds[0]);
  });

  test('say of what was eliminated that nothing stands for it', () => {
    const { fusions } = run();
    expect(fusions.find(({ rule }) => rule === 'eliminate-identity')).toMatchObject({
      origins: [nodeOf(block, 'Identity')],
      nodeIds: [],
      stage: 'simplify',
    });
  });
});

describe('refusals', () => {
  test('leave out what was refused at first and fused later', () => {
    const late = read('a = Conv(x[1,4,8,8], W[4,4,1,1]); d = Dropout(a); z = Relu(Relu(d)); return z');
    expect(optimize(late, { target: 'tensorrt' }).refusals).toEqual([]);
  });

  test('come once each, in the order of the model, with the imported nodes', () => {
    const shared = read(
      [
        'a = Conv(x[1,4,8,8], W[4,4,1,1])',
        'b = Softplus(a)',
        'c = Conv(b, V[4,4,1,1])',
        'd = Relu(c)',
        'return d, c',
      ].join('\n'),
    );
    const { refusals } = optimize(shared, { target: 'onnxruntime-cpu' });
    expect(refusals.map(({ reason }) => reason)).toEqual([
      'ONNX Runtime on the CPU has no kernel for Conv + Softplus',
      'the output of Conv "c" is an output of the model',
    ]);
    expect(refusals[0]?.origins).toEqual([nodeOf(shared, 'Conv'), nodeOf(shared, 'Softplus')]);
  });
});

describe('options', () => {
  test('a disabled rule does nothing, and others go on', () => {
    const { graph, fusions } = run({ disabledRules: ['fuse-batch-norm-into-conv', 'eliminate-identity'] });
    expect(fusions.map(({ rule }) => rule)).not.toContain('fuse-batch-norm-into-conv');
    expect(printSteps(graph, targetOf('tensorrt'))).toBe('Conv; BatchNormalization + Relu; Conv + Add + Relu');
  });

  test('a kept node stays as it is, and the refusal says so', () => {
    const { graph, refusals } = run({ keepNodes: [nodeOf(block, 'BatchNormalization')] });
    expect([...graph.nodes.values()].map(({ opType }) => opType)).toContain('BatchNormalization');
    expect(refusals.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^BatchNormalization ".*" is kept as it is, on request$/),
    );
  });

  test('an optional rule runs where it is asked for', () => {
    const siblings = read('a = Conv(x[1,4,8,8], W[4,4,1,1]); b = Conv(x, V[2,4,1,1]); return a, b');
    const steps = (enabledRules: readonly string[]) =>
      printSteps(optimize(siblings, { target: 'onnxruntime-cpu', enabledRules }).graph, targetOf('onnxruntime-cpu'));
    expect(steps([])).toBe('Conv; Conv');
    expect(steps(['merge-sibling-convs'])).toBe('Conv; Split');
  });

  test('an abort ends it', () => {
    expect(() => run({ signal: AbortSignal.abort() })).toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
});

test('equal calls give equal results', () => {
  const [first, second] = [run(), run()];
  expect(printGraph(first.graph)).toBe(printGraph(second.graph));
  expect(first.fusions).toEqual(second.fusions);
});

test('leaves the graph that it was given as it was', () => {
  const text = printGraph(block);
  run();
  expect(printGraph(block)).toBe(text);
});

test.each(targetNames)('an empty graph and a graph of one unknown operator pass through for %s', (target) => {
  const unknown = read('y = org.example::Mystery(x[2])');
  expect(optimize(unknown, { target }).graph).toBe(unknown);
  expect(optimize(read('y = Identity(x[2])'), { target }).stages.map(({ layerCount }) => layerCount)).toEqual([
    0, 0, 0, 0, 0,
  ]);
});
