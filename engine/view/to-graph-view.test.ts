import { describe, expect, test } from 'vitest';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Graph, NodeId } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { PatchBuilder } from '../ir/patch.ts';
import { findAttributeWords } from '../ops/attribute-words.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import { inferTypes } from '../ops/infer-types.ts';
import type { BoxView, GraphView } from './graph-view.ts';
import { scopesOf } from './scope-of.ts';
import { expectDrawable } from './testing/expect-drawable.ts';
import { toGraphView } from './to-graph-view.ts';

const typed = (text: string): Graph => inferTypes(parseGraph(text));

function draw(graph: Graph, imported = graph): GraphView {
  const { macsByNode } = costOfGraph(graph);
  const scopes = scopesOf(imported);
  const view = toGraphView(graph, {
    imported,
    scopeOf: (origin) => scopes.get(origin) ?? [],
    macsOf: ({ id }) => macsByNode.get(id) ?? 0,
    isCounted: ({ opType }) => opType !== 'Identity',
    isMerge: (rule) => rule === 'merge',
  });
  expectDrawable(view);
  return view;
}

/** The graph with these operators, by type, in one layer. */
function grouped(graph: Graph, opTypes: readonly string[], rule = 'fuse', kind: 'kernel' | 'elided' = 'kernel'): Graph {
  const members = [...graph.nodes.values()].filter(({ opType }) => opTypes.includes(opType));
  const patch = new PatchBuilder(graph);
  const copies =
    kind === 'elided'
      ? members.flatMap(({ inputs }) => inputs.filter((id) => id !== undefined && graph.inputs.includes(id)))
      : [];
  patch.group(
    members.map(({ id }): NodeId => id),
    rule,
    kind,
    copies.filter((id) => id !== undefined),
  );
  return applyPatch(graph, patch.build());
}

const titled = (view: GraphView, title: string): BoxView => {
  const box = view.boxes.find((candidate) => candidate.title === title);
  if (!box) throw new Error(`No box is titled ${title}: ${view.boxes.map((each) => each.title).join(', ')}`);
  return box;
};

/** 'x -> Conv', in the order drawn. */
const arrows = ({ boxes, edges }: GraphView): readonly string[] => {
  const titleOf = (id: string) => boxes.find((box) => box.id === id)?.title;
  return edges.map(({ from, to }) => `${titleOf(from)} -> ${titleOf(to)}`);
};

describe('a graph without layers', () => {
  const view = draw(typed('c = Conv(x[N,3,8,8], W[4,3,3,3], _){pads=[1,1,1,1]}; r = Relu(c); y = my.domain::Odd(r)'));

  test('is its nodes in order, between its inputs and outputs', () => {
    expect(view.boxes.map(({ title }) => title)).toEqual(['x', 'Conv', 'Relu', 'Odd', 'y']);
    expect(arrows(view)).toEqual(['x -> Conv', 'Conv -> Relu', 'Relu -> Odd', 'Odd -> y']);
    expect(view.boxes.map(({ change }) => change)).toEqual(Array(5).fill('kept'));
  });

  test('names ports as the operator does, and tells weights, activations and absent inputs apart', () => {
    const conv = titled(view, 'Conv');
    expect(conv.inputs).toEqual([
      { formal: 'X', value: 'x', dataType: 'float32', shape: '[N, 3, 8, 8]', source: 'activation' },
      { formal: 'W', value: 'W', dataType: 'float32', shape: '[4, 3, 3, 3]', source: 'initializer' },
      { formal: 'B', value: '', dataType: '', shape: '', source: 'absent' },
    ]);
    expect(conv.outputs).toEqual([
      { formal: 'Y', value: 'c', dataType: 'float32', shape: '[N, 4, 8, 8]', source: 'activation' },
    ]);
    expect(conv).toMatchObject({ parameterCount: 108, macs: 4 * 8 * 8 * 27, category: 'convolution', counted: true });
    expect(conv.attributes).toContainEqual({
      name: 'pads',
      value: '[1, 1, 1, 1]',
      about: findAttributeWords({ domain: '', opType: 'Conv' }, 'pads'),
    });
  });

  test('shows an operator that nobody knows', () => {
    expect(titled(view, 'Odd')).toMatchObject({ category: 'opaque', domain: 'my.domain' });
    expect(titled(view, 'Odd').inputs[0]).toMatchObject({ formal: '', value: 'r' });
  });

  test('labels edges with what flows', () => {
    expect(view.edges[1]).toMatchObject({ value: 'c', label: 'float32 [N, 4, 8, 8]' });
    expect(view.edges[3]?.label).toBe('');
  });
});

test('repeated inputs are numbered', () => {
  const { inputs } = titled(draw(typed('y = Concat(x[1,2], x1[1,2], x2[1,2]){axis=1}')), 'Concat');
  expect(new Set(inputs.map(({ formal }) => formal)).size).toBe(3);
});

test('a value used twice by one box is one edge; a value used by two boxes is two', () => {
  expect(arrows(draw(typed('a = Relu(x[2]); b = Mul(a, a); c = Neg(a); return b, c')))).toEqual([
    'x -> Relu',
    'Relu -> Mul',
    'Relu -> Neg',
    'Mul -> b',
    'Neg -> c',
  ]);
});

test('an input that is an output too is joined to itself', () => {
  const view = draw(typed('y = Relu(x[2]); return y, x'));
  expect(view.edges).toContainEqual({ from: 'i:x', to: 'o:x', value: 'x', label: 'float32 [2]' });
});

describe('a layer', () => {
  const imported = typed('c = Conv(x[1,3,8,8], W[4,3,1,1]); r = Relu(c); y = Tanh(r); return y');

  test('is one box that stands for its nodes', () => {
    const view = draw(grouped(imported, ['Conv', 'Relu'], 'fuse-activation-into-conv'), imported);
    expect(arrows(view)).toEqual(['x -> Conv + Relu', 'Conv + Relu -> Tanh', 'Tanh -> y']);
    const box = titled(view, 'Conv + Relu');
    expect(box).toMatchObject({
      change: 'fused',
      category: 'convolution',
      macs: 4 * 8 * 8 * 3,
      reason: 'Runs as one kernel: fuse-activation-into-conv',
      members: [{ opType: 'Conv' }, { opType: 'Relu' }],
    });
    expect(box.origins).toHaveLength(2);
    expect(box.outputs.map(({ value }) => value)).toEqual(['r']);
    expect(box.inputs.map(({ value }) => value)).toEqual(['x', 'W']);
  });

  test('shows an inner value that somebody else uses', () => {
    const shared = typed('c = Conv(x[1,3,8,8], W[4,3,1,1]); r = Relu(c); y = Tanh(c); return r, y');
    const view = draw(grouped(shared, ['Conv', 'Relu']), shared);
    expect(titled(view, 'Conv + Relu').outputs.map(({ value }) => value)).toEqual(['c', 'r']);
    expect(arrows(view)).toContain('Conv + Relu -> Tanh');
  });

  test('made by a rule that merges is marked as merged', () => {
    const view = draw(grouped(imported, ['Conv', 'Relu'], 'merge'), imported);
    expect(titled(view, 'Conv + Relu').change).toBe('merged');
  });

  test('whose nodes have no origins was added', () => {
    const view = draw(imported, typed('y = Tanh(x[1])'));
    expect(titled(view, 'Relu').change).toBe('added');
  });
});

describe('an elided concat', () => {
  const imported = typed('a = Relu(x[1,4]); b = Tanh(x); y = Concat(a, b, x){axis=1}; z = Neg(y); return z, y');
  const view = draw(grouped(imported, ['Concat'], 'eliminate-concat', 'elided'), imported);

  test('vanishes: its producers are joined to its users, through a box for each copy', () => {
    expect(view.boxes.map(({ title }) => title)).toEqual(['x', 'Relu', 'Tanh', 'Copy', 'Neg', 'z', 'y']);
    expect(arrows(view)).toEqual([
      'x -> Relu',
      'x -> Tanh',
      'Relu -> Neg',
      'Tanh -> Neg',
      'x -> Copy',
      'Copy -> Neg',
      'Neg -> z',
      'Relu -> y',
      'Tanh -> y',
      'Copy -> y',
    ]);
  });

  test('leaves copies that count and say why they are there', () => {
    expect(titled(view, 'Copy')).toMatchObject({ counted: true, change: 'added', origins: [] });
    expect(titled(view, 'Copy').reason).toContain('"x"');
  });
});

test('a view holds no weights, whatever their size', () => {
  const view = draw(typed('y = MatMul(x[1,1000], W[1000,1000])'));
  expect(JSON.stringify(view).length).toBeLessThan(2000);
  expect(titled(view, 'MatMul').parameterCount).toBe(1_000_000);
});

test('a node of another operator than the one it computes is called by its own, and says whose place it takes', () => {
  const imported = typed('n = LRN(x[1,4,8,8]){size=3}; y = Relu(n)');
  const patch = new PatchBuilder(imported);
  const lrn = [...imported.nodes.values()].find(({ opType }) => opType === 'LRN');
  if (!lrn) throw new Error('There is no LRN.');
  const [input] = lrn.inputs;
  const [output] = lrn.outputs;
  if (input === undefined || output === undefined) throw new Error('The LRN is not connected.');
  patch.replace(output, patch.add({ opType: 'Sqrt', inputs: [input], origins: [lrn.id] }).output);
  const view = draw(applyPatch(imported, patch.build()), imported);
  expect(titled(view, 'Sqrt')).toMatchObject({
    change: 'rewritten',
    origins: [lrn.id],
    reason: 'Computes LRN, or a part of it.',
  });
  expect(titled(view, 'Relu').change).toBe('kept');
});
