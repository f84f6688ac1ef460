import { describe, expect, test } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import type { Graph, Node, ValueId } from './graph.ts';
import { parseGraph } from './parse.ts';
import { PatchBuilder } from './patch.ts';
import { printGraph } from './print.ts';
import { topologicalOrder } from './query.ts';
import { tensorOfFloats } from './tensor.ts';
import { verifyGraph } from './verify.ts';

function nodeOf(graph: Graph, opType: string): Node {
  const node = topologicalOrder(graph).find((candidate) => candidate.opType === opType);
  if (!node) throw new Error(`no ${opType}`);
  return node;
}

function outputOf(graph: Graph, opType: string): ValueId {
  const [output] = nodeOf(graph, opType).outputs;
  if (output === undefined) throw new Error(`${opType} has no output`);
  return output;
}

function change(graph: Graph, edit: (patch: PatchBuilder) => void): Graph {
  const patch = new PatchBuilder(graph);
  edit(patch);
  const after = applyPatch(graph, patch.build());
  verifyGraph(after);
  return after;
}

/** Adds a node of one input in place of another; its output. */
const add = (patch: PatchBuilder, opType: string, input: ValueId | undefined, replaced: Node): ValueId =>
  patch.add({ opType, inputs: [input], origins: [replaced.id] }).output;

const nameOf = (graph: Graph, id: ValueId | undefined) => (id === undefined ? undefined : graph.values.get(id)?.name);

describe('replacing a value', () => {
  const before = parseGraph('y = Relu(Conv(x[1,3,4,4], W[2,3,1,1])); z = Tanh(y); return z');

  test('sweeps what produced it, down to constants nothing else uses', () => {
    const relu = nodeOf(before, 'Relu');
    const [input] = before.inputs;
    const after = change(before, (patch) =>
      patch.replace(outputOf(before, 'Relu'), add(patch, 'Sigmoid', input, relu)),
    );
    expect(printGraph(after)).toBe('t1 = Sigmoid(x[1,3,4,4])\nt2 = Tanh(t1)\nreturn t2');
    expect(after.initializers.size).toBe(0);
  });

  test('leaves the graph it started from as it was', () => {
    const text = printGraph(before);
    change(before, (patch) =>
      patch.replace(outputOf(before, 'Relu'), add(patch, 'Sigmoid', before.inputs[0], nodeOf(before, 'Relu'))),
    );
    expect(printGraph(before)).toBe(text);
    verifyGraph(before);
  });

  test('gives its name to the new node that takes its place', () => {
    const after = change(before, (patch) =>
      patch.replace(outputOf(before, 'Relu'), add(patch, 'Sigmoid', before.inputs[0], nodeOf(before, 'Relu'))),
    );
    expect(nameOf(after, nodeOf(after, 'Sigmoid').outputs[0])).toBe('y');
  });

  test('keeps the name of a graph output', () => {
    const after = change(before, (patch) => patch.replace(outputOf(before, 'Tanh'), outputOf(before, 'Relu')));
    expect(after.outputs.map((id) => nameOf(after, id))).toEqual(['z']);
    expect(printGraph(after)).toMatch(/Relu\(t1\)\nreturn t2$/);
  });

  test('puts an Identity where a graph output would become a graph input', () => {
    const after = change(before, (patch) =>
      patch.replace(outputOf(before, 'Tanh'), before.inputs[0] ?? outputOf(before, 'Conv')),
    );
    expect(printGraph(after)).toBe('t1 = Identity(x[1,3,4,4])\nreturn t1');
    expect(after.outputs.map((id) => nameOf(after, id))).toEqual(['z']);
  });

  test('redirects every use of a shared value', () => {
    const shared = parseGraph('a = Relu(x[2]); b = Add(a, a); c = Mul(a, b); return c');
    const after = change(shared, (patch) =>
      patch.replace(outputOf(shared, 'Relu'), shared.inputs[0] ?? outputOf(shared, 'Add')),
    );
    expect(printGraph(after)).toBe('t1 = Add(x[2], x)\nt2 = Mul(x, t1)\nreturn t2');
  });
});

test('folding turns a value into a constant and keeps its users', () => {
  const before = parseGraph('s = Exp(W[2]); y = Mul(x[2], s); return y');
  const after = change(before, (patch) =>
    patch.fold(outputOf(before, 'Exp'), tensorOfFloats([2], Float32Array.of(1, 2))),
  );
  expect(printGraph(after)).toBe('t1 = Mul(x[2], float32{1,2})\nreturn t1');
});

test('an added node nobody uses disappears with its constants', () => {
  const before = parseGraph('y = Relu(x[2])');
  const after = change(before, (patch) => {
    add(patch, 'Sigmoid', patch.constant(tensorOfFloats([1], new Float32Array(1))), nodeOf(before, 'Relu'));
  });
  expect(printGraph(after)).toBe(printGraph(before));
  expect(after.initializers.size).toBe(0);
});

test('new nodes carry the origins of what they replace, across several rewrites', () => {
  const graph = parseGraph('y = Tanh(Relu(Exp(x[2])))');
  const ids = topologicalOrder(graph).map((node) => node.id);
  const merge = (before: Graph, first: string, second: string, made: string) =>
    change(before, (patch) => {
      const [a, b] = [nodeOf(before, first), nodeOf(before, second)];
      const fused = patch.add({ opType: made, inputs: a.inputs, origins: [a.id, b.id] });
      patch.replace(outputOf(before, second), fused.output);
    });
  const after = merge(merge(graph, 'Exp', 'Relu', 'First'), 'First', 'Tanh', 'Second');
  expect(nodeOf(after, 'Second').origins).toEqual(ids);
});

describe('layers', () => {
  test('grouping merges the layers its nodes were in', () => {
    const graph = parseGraph('y = Tanh(Relu(Exp(x[2])))');
    const [exp, relu, tanh] = [nodeOf(graph, 'Exp'), nodeOf(graph, 'Relu'), nodeOf(graph, 'Tanh')];
    const once = change(graph, (patch) => patch.group([exp.id, relu.id], 'first-rule'));
    const twice = change(once, (patch) => patch.group([relu.id, tanh.id], 'second-rule'));
    expect([...twice.layers.values()]).toMatchObject([
      { kind: 'kernel', nodeIds: [exp.id, relu.id, tanh.id], rules: ['first-rule', 'second-rule'] },
    ]);
  });

  test('a swept node leaves its layer', () => {
    const graph = parseGraph('y = Tanh(Relu(x[2]))');
    const grouped = change(graph, (patch) => patch.group([nodeOf(graph, 'Relu').id, nodeOf(graph, 'Tanh').id], 'rule'));
    const after = change(grouped, (patch) =>
      patch.replace(outputOf(grouped, 'Relu'), grouped.inputs[0] ?? outputOf(grouped, 'Tanh')),
    );
    expect([...after.layers.values()].map((layer) => layer.nodeIds)).toEqual([[nodeOf(after, 'Tanh').id]]);
  });
});

test('sweeping takes out what nothing uses, with what only it used, and nothing else', () => {
  const before = parseGraph('a = Relu(x[2]); b = Tanh(Mul(a, w[2])); y = Sigmoid(a); return y');
  const after = change(before, (patch) => patch.sweep([outputOf(before, 'Tanh'), outputOf(before, 'Relu')]));
  expect(printGraph(after)).toBe('t1 = Relu(x[2])\nt2 = Sigmoid(t1)\nreturn t2');
  expect(after.initializers.size).toBe(0);
});
