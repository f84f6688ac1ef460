import { op } from '../fusion/match.ts';
import { defineRule } from '../fusion/rule.ts';

/** Rewrite: Sum(a, b) = Add(a, b), so that rules have one operator to look for. Exactness: exact. Source: ONNX Sum-8, Add-7. */
export const lowerBinarySum = defineRule({
  name: 'lower-binary-sum',
  summary: 'Sum of two tensors becomes Add',
  example: { before: 'y = Sum(x[2,3], x1[2,3])', after: 'y = Add(x[2,3], x1[2,3])' },
  root: 'sum',
  pattern: { sum: op('Sum') },
  where: ({ sum }, graph) => sum.node.inputs.length === 2 && (graph.opsets.get('') ?? 1) >= 8,
  rewrite: ({ sum }, patch) => {
    const [a, b] = sum.node.inputs;
    patch.replace(sum.output, patch.add('Add', { inputs: { A: a, B: b }, origins: [sum.id] }));
  },
});
