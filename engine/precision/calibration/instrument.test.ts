import { expect, test } from 'vitest';
import type { ValueId } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import { requireValue, topologicalOrder } from '../../ir/query.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { modelOf } from '../../testing/run-graph.ts';
import { instrument } from './instrument.ts';

const graph = parseGraph('a = Relu(x[1,4]); b = Exp(a); y = Tanh(b); return y');
const outputs = topologicalOrder(graph).flatMap((node) => node.outputs.filter((id) => id !== undefined));

test('shows the values asked for and leaves out what they do not need', () => {
  const [relu, exp] = outputs;
  const { model, observed } = instrument(
    modelOf(graph),
    [relu, exp].filter((id) => id !== undefined),
  );
  verifyGraph(model.graph);
  expect(printGraph(model.graph)).toBe('t1 = Relu(x[1,4])\nt2 = Exp(t1)\nreturn t1, t2');
  expect([...observed]).toEqual([
    ['a', relu],
    ['b', exp],
  ]);
});

test('shows a model input through an Identity', () => {
  const [input] = graph.inputs;
  const { model, observed } = instrument(modelOf(graph), [...graph.inputs]);
  expect(printGraph(model.graph)).toBe('t1 = Identity(x[1,4])\nreturn t1');
  expect(observed.get(nameOfOnlyOutput(model.graph.outputs, (id) => requireValue(model.graph, id).name))).toBe(input);
});

test('tells values of one name apart', () => {
  const alike = {
    ...graph,
    values: graph.values.withAll(outputs.map((id) => [id, { ...requireValue(graph, id), name: 'same' }])),
  };
  const { model, observed } = instrument(modelOf(alike), outputs);
  const names = model.graph.outputs.map((id) => requireValue(model.graph, id).name);
  expect(new Set(names).size).toBe(outputs.length);
  expect(names.map((name) => observed.get(name))).toEqual(outputs);
});

function nameOfOnlyOutput(ids: readonly ValueId[], nameOf: (id: ValueId) => string): string {
  const [id] = ids;
  if (id === undefined || ids.length !== 1) throw new Error('one output expected');
  return nameOf(id);
}
