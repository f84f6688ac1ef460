import { expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { topologicalOrder } from '../ir/query.ts';
import { explainKept } from './plan.ts';

test('explains by reason, the most frequent first, with the operators concerned', () => {
  const graph = parseGraph('y = Softmax(Exp(Exp(x[2])))');
  const [first, second, softmax] = topologicalOrder(graph).map(({ id }) => id);
  if (first === undefined || second === undefined || softmax === undefined) throw new Error('three nodes expected');
  const kept = [
    { reason: 'it is kept by choice', nodeIds: [softmax] },
    { reason: 'no integer kernel is used for Exp', nodeIds: [first, second] },
  ];
  expect(explainKept(graph, kept)).toEqual([
    '2 nodes (Exp) stay in float32: no integer kernel is used for Exp.',
    '1 node (Softmax) stays in float32: it is kept by choice.',
  ]);
});
