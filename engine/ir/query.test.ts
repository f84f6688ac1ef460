import { describe, expect, it } from 'vitest';
import type { ValueId } from './graph.ts';
import { parseGraph } from './parse.ts';
import { topologicalOrder } from './query.ts';

describe('topologicalOrder', () => {
  it('is worked out once for graphs that differ in their types alone', () => {
    const graph = parseGraph('y = Relu(Sqrt(x[2]))');
    const [input] = graph.inputs;
    const retyped = { ...graph, values: graph.values.set(input ?? 0, { id: input ?? (0 as ValueId), name: 'x' }) };
    expect(topologicalOrder(graph).map((node) => node.opType)).toEqual(['Sqrt', 'Relu']);
    expect(topologicalOrder(retyped)).toBe(topologicalOrder(graph));
  });
});
