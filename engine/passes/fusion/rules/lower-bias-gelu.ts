import { findShape } from '../../../ir/query.ts';
import { requireSoleConsumer } from '../guards.ts';
import { constant, op, value } from '../match.ts';
import { defineRule } from '../rule.ts';

/**
 * Adds a bias inside the exact GELU that reads the sum.
 * Rewrite: Gelu(x + b) = BiasGelu(x, b).  Shapes: x [..., H], b [H].  Exactness: exact.
 * Source: ONNX Runtime contrib operators, com.microsoft.BiasGelu-1.
 */
export const lowerBiasGelu = defineRule({
  name: 'lower-bias-gelu',
  summary: 'Add of a bias -> Gelu becomes BiasGelu',
  example: {
    before: 'y = com.microsoft::Gelu(Add(x[2,3], b[3]))',
    after: 'y = com.microsoft::BiasGelu(x[2,3], b[3])',
  },
  root: 'gelu',
  pattern: {
    x: value(),
    bias: constant(),
    add: op('Add', { A: 'x', B: 'bias' }),
    gelu: op(['com.microsoft::Gelu', 'Gelu'], { X: 'add' }),
  },
  where: ({ x, bias, gelu }, graph) =>
    bias.tensor.dims.length === 1 &&
    bias.tensor.dataType === 'float32' &&
    findShape(graph, x)?.at(-1) === bias.tensor.dims[0] &&
    (!gelu.is('Gelu') || gelu.attributes.approximate === 'none'),
  guard: ({ add, gelu }, graph) => requireSoleConsumer(graph, add, gelu),
  rewrite: ({ x, bias, add, gelu }, patch) => {
    const fused = patch.add('com.microsoft::BiasGelu', { inputs: { A: x, B: bias.id }, origins: [add.id, gelu.id] });
    patch.replace(gelu.output, fused);
  },
});
