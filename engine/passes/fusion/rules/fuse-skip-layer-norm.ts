import type { Graph, ValueId } from '../../../ir/graph.ts';
import { findConstant, findShape } from '../../../ir/query.ts';
import { sameShape } from '../../../ir/shape.ts';
import { requireSameShape, requireSoleConsumer } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { op, value } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineLayerRule } from '../rule.ts';

/**
 * Adds the skip connection inside the LayerNormalization that reads the sum.
 * Shapes: both operands alike, or one of them the same for the whole batch ([1, S, H], [S, H]).
 */
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
    firstRefusal(requireSoleConsumer(graph, add, norm), requireSkip(graph, add, a), requireSkip(graph, add, b)),
});

/** Refuses an operand that is neither of the sum's shape nor of one sample's. */
function requireSkip(graph: Graph, add: MatchedNode<'Add'>, operand: ValueId): Refusal | undefined {
  const [sum, own] = [add.outputShape, findShape(graph, operand)];
  const isForEach = sum && own && own.at(0) === 1 && own.length === sum.length && sameShape(own.slice(1), sum.slice(1));
  const isOneSample = sum && own && own.length === sum.length - 1 && sameShape(own, sum.slice(1));
  return isForEach || isOneSample ? undefined : requireSameShape(graph, add, operand);
}
