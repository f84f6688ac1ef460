import { requireSoleConsumer } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineLayerRule } from '../rule.ts';

/** Reads the right operand of a matrix product by columns instead of transposing it first. */
export const fuseTransposeIntoMatMul = defineLayerRule({
  name: 'fuse-transpose-into-mat-mul',
  summary: 'Transpose of the last two axes -> MatMul runs as one kernel',
  example: {
    before: 'y = MatMul(x[2,4,8], Transpose(x1[2,6,8]){perm=[0,2,1]})',
    after: 'Transpose + MatMul',
  },
  root: 'matMul',
  pattern: { transpose: op('Transpose'), matMul: op('MatMul', { B: 'transpose' }) },
  where: ({ transpose }, graph) => isAlone(graph, transpose.node) && swapsLastAxes(transpose),
  guard: ({ transpose, matMul }, graph) => requireSoleConsumer(graph, transpose, matMul),
});

function swapsLastAxes({ attributes: { perm } }: MatchedNode<'Transpose'>): boolean {
  const last = (perm?.length ?? 0) - 1;
  return last > 0 && (perm?.every((from, axis) => from === (axis < last - 1 ? axis : 2 * last - 1 - axis)) ?? false);
}
