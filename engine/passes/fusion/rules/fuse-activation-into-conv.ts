import type { Graph, Node } from '../../../ir/graph.ts';
import { activationOf } from '../activations.ts';
import { requireActivationKernel } from '../guards.ts';
import { isAlone, membersOf } from '../layer-members.ts';
import { op } from '../match.ts';
import { defineLayerRule } from '../rule.ts';

/** Applies an activation inside the convolution before it, or inside Conv + Add, where the target has such a kernel. */
export const fuseActivationIntoConv = defineLayerRule({
  name: 'fuse-activation-into-conv',
  summary: 'Conv -> activation, or Conv + Add -> activation, runs as one kernel',
  example: { before: 'y = Relu(Conv(x[1,3,8,8], W[4,3,3,3]))', after: 'Conv + Relu' },
  root: 'activation',
  pattern: { source: op(['Conv', 'ConvTranspose', 'Add']), activation: activationOf('source') },
  where: ({ source, activation }, graph) =>
    isAlone(graph, activation.node) && kernelOf(graph, source.node) !== undefined,
  guard: ({ source, activation }, graph, target) =>
    requireActivationKernel(graph, target, kernelOf(graph, source.node) ?? 'conv', source, activation),
});

/** What `node` ends: a convolution, or a layer of Conv + Add. */
function kernelOf(graph: Graph, node: Node): 'conv' | 'convTranspose' | 'residualConv' | undefined {
  if (node.opType === 'Conv') return 'conv';
  if (node.opType === 'ConvTranspose') return 'convTranspose';
  return membersOf(graph, node).some((member) => member.opType === 'Conv') ? 'residualConv' : undefined;
}
