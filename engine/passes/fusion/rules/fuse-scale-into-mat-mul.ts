import { requireSoleConsumer } from '../guards.ts';
import { isAlone, membersOf } from '../layer-members.ts';
import { constant, op } from '../match.ts';
import { defineLayerRule } from '../rule.ts';
import { isScalar } from '../scalars.ts';

/** Multiplies a matrix product by a number inside its kernel: alpha of a GEMM. */
export const fuseScaleIntoMatMul = defineLayerRule({
  name: 'fuse-scale-into-mat-mul',
  summary: 'MatMul -> Mul or Div by a number runs as one kernel',
  example: { before: 'y = Div(MatMul(x[2,4,8], x1[2,8,4]), float32(8))', after: 'MatMul + Div' },
  root: 'scale',
  pattern: { matMul: op('MatMul'), factor: constant(), scale: op(['Mul', 'Div'], { A: 'matMul', B: 'factor' }) },
  where: ({ matMul, factor, scale }, graph) =>
    isScalar(factor.tensor) &&
    isAlone(graph, scale.node) &&
    !membersOf(graph, matMul.node).some((node) => node.opType === 'Add'),
  guard: ({ matMul, scale }, graph) => requireSoleConsumer(graph, matMul, scale),
});
