import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import { commonScope, scopesOf } from './scope-of.ts';

interface NodeSpec {
  readonly name: string;
  readonly inputs?: readonly string[];
  readonly metadata?: ReadonlyMap<string, string>;
}

/** Nodes by name, each giving one value of its own name; 'x' is the input. */
function graphOf(specs: readonly NodeSpec[]): Graph {
  const builder = new GraphBuilder({ name: 'g', opsets: new Map([['', 17]]) });
  const values = new Map([['x', builder.value('x')]]);
  for (const [name, id] of values) if (name === 'x') builder.input(id);
  for (const { name } of specs) values.set(name, builder.value(name));
  for (const { name, inputs = ['x'], metadata } of specs) {
    builder.node({
      name,
      opType: 'Any',
      domain: '',
      overload: '',
      inputs: inputs.map((input) => values.get(input)),
      outputs: [values.get(name)],
      captures: [],
      attributes: new Map(),
      ...(metadata && { metadata }),
    });
  }
  return builder.build();
}

const scopeOf = (name: string) => [...scopesOf(graphOf([{ name }])).values()][0]?.join(' > ');

describe('the part of the model that a node belongs to', () => {
  test.each([
    ['/encoder/layer.3/attention/self/query/MatMul', 'encoder > layer.3 > attention > self > query'],
    ['/Relu', ''],
    ['model/block1_conv1/Conv2D', 'model > block1_conv1'],
    ['inception_3a/1x1', 'inception_3a'],
    ['encoder.layer.0.attention.MatMul', 'encoder > layer.0 > attention'],
    ['Conv_12', ''],
    ['', ''],
  ])('of %s is "%s"', (name, scope) => {
    expect(scopeOf(name)).toBe(scope);
  });

  test('follows PyTorch’s module names where the file has them', () => {
    const names = "['', 'm', 'm.encoder', 'm.encoder.layer.0', 'm.encoder.layer.0.attention', 'view']";
    const graph = graphOf([{ name: 'node_view', metadata: new Map([['pkg.torch.onnx.name_scopes', names]]) }]);
    expect([...scopesOf(graph).values()]).toEqual([['m', 'encoder', 'layer.0', 'attention']]);
  });

  test('of a nameless constant is where all of its users are', () => {
    const graph = graphOf([
      { name: 'Constant_1', inputs: [] },
      { name: 'Constant_2', inputs: [] },
      { name: '/encoder/layer.0/Mul', inputs: ['x', 'Constant_1', 'Constant_2'] },
      { name: '/encoder/layer.1/Mul', inputs: ['x', 'Constant_2'] },
    ]);
    const [first, second] = [...scopesOf(graph).values()];
    expect(first).toEqual(['encoder', 'layer.0']);
    expect(second).toEqual(['encoder']);
  });

  test('of a nameless node that computes from the input stays the model itself', () => {
    const graph = graphOf([{ name: 'Mul_1' }, { name: '/encoder/Add', inputs: ['Mul_1'] }]);
    expect([...scopesOf(graph).values()]).toEqual([[], ['encoder']]);
  });
});

test('the common part of scopes is the innermost that contains all', () => {
  const scope = (text: string) => text.split('/').filter(Boolean);
  expect(commonScope([scope('a/b/c'), scope('a/b/d/e'), scope('a/b')])).toEqual(['a', 'b']);
  expect(commonScope([scope('a'), scope('b')])).toEqual([]);
  expect(commonScope([])).toEqual([]);
});
