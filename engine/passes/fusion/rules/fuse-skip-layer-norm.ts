import { findConstant } from '../../../ir/query.ts';
import { requireSameShape, requireSoleConsumer } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { op, value } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineLayerRule } from '../rule.ts';

/** Adds the skip connection inside the LayerNormalization that reads the sum. Shapes: both operands alike. */
export const fuseSkipLayerNorm = defineLayerRule({
  name: 'fuse-skip-layer-norm',
  summary: 'Add of two tensors -> LayerNormalization runs as one kernel',
  example: {
    before: 'y = LayerNormalization(Add(x[2,4,8], x1[2,4,8]), s[8], b[8])',
    after: 'Add + LayerNormalization',
  },
  root: 'norm',
  pattern: { a: value(), b: value(), add: op('Add', { A: 'a', B: 'b' }), norm: op('LayerNormalization', { X: 'add' }) },
  where: ({ a, b, add, norm }, graph) =>
    isAlone(graph, add.node) &&
    isAlone(graph, norm.node) &&
    a === add.node.inputs[0] &&
    !findConstant(graph, a) &&
    !findConstant(graph, b),
  guard: ({ a, b, add, norm }, graph) =>
    firstRefusal(
      requireSoleConsumer(graph, add, norm),
      requireSameShape(graph, add, a),
      requireSameShape(graph, add, b),
    ),
});
