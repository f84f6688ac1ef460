import type { Graph, Node } from '../../../ir/graph.ts';
import { activationOf } from '../activations.ts';
import { requireActivationKernel } from '../guards.ts';
import { isAlone, membersOf } from '../layer-members.ts';
import { op } from '../match.ts';
import { defineLayerRule } from '../rule.ts';

/** Applies an activation inside the matrix product before it, or inside MatMul + Add, where the target has such a kernel. */
export const fuseActivationIntoGemm = defineLayerRule({
  name: 'fuse-activation-into-gemm',
  summary: 'Gemm -> activation, or MatMul + Add -> activation, runs as one kernel',
  example: { before: 'y = Relu(Gemm(x[2,8], W[8,4], B[4]))', after: 'Gemm + Relu' },
  root: 'activation',
  pattern: { source: op(['Gemm', 'Add']), activation: activationOf('source') },
  where: ({ source, activation }, graph) =>
    isAlone(graph, activation.node) && kernelOf(graph, source.node) !== undefined,
  guard: ({ source, activation }, graph, target) =>
    requireActivationKernel(graph, target, kernelOf(graph, source.node) ?? 'gemm', source, activation),
});

/** What `node` ends: a Gemm, or a layer of MatMul + Add. */
function kernelOf(graph: Graph, node: Node): 'gemm' | 'matMul' | undefined {
  if (node.opType === 'Gemm') return 'gemm';
  return membersOf(graph, node).some((member) => member.opType === 'MatMul') ? 'matMul' : undefined;
}
