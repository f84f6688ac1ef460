import type { Graph, Node, ValueId } from '../../../ir/graph.ts';
import { findConstant, findProducer, findSoleConsumer } from '../../../ir/query.ts';
import type { Target } from '../../../targets/target.ts';
import { describeNode, refuse, requireKernel, requireSameShape, requireSoleConsumer } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { op, value } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineLayerRule } from '../rule.ts';

/**
 * Runs the Add of a skip connection inside the convolution that makes one of its operands. Where both are convolutions, the
 * target says which of them takes it (`KernelTable.residualConv`).
 * Shapes: both operands alike; nothing is broadcast.
 */
export const fuseResidualAddIntoConv = defineLayerRule({
  name: 'fuse-residual-add-into-conv',
  summary: 'Conv -> Add of another tensor runs as one kernel',
  example: {
    before: 'a = MaxPool(x[1,4,8,8]){kernel_shape=[1,1]}; y = Add(Conv(a, W[4,4,1,1]), a)',
    after: 'MaxPool; Conv + Add',
  },
  root: 'add',
  pattern: { conv: op('Conv'), other: value(), add: op('Add', { A: 'conv', B: 'other' }) },
  where: ({ conv, other, add }, graph) =>
    isAlone(graph, add.node) && isAlone(graph, conv.node) && other !== conv.output && !findConstant(graph, other),
  guard: ({ conv, other, add }, graph, target) =>
    firstRefusal(
      requireSoleConsumer(graph, conv, add),
      requireSameShape(graph, conv, other),
      requireKernel(graph, target, 'residualConv', [conv.node, add.node]),
      requireChosen(graph, target, { conv, add, other }),
    ),
});

function requireChosen(
  graph: Graph,
  { kernels: { residualConv } }: Target,
  { conv, add, other }: { readonly conv: MatchedNode; readonly add: MatchedNode; readonly other: ValueId },
): Refusal | undefined {
  const rival = findProducer(graph, other);
  const isRival = rival?.opType === 'Conv' && isAlone(graph, rival) && findSoleConsumer(graph, other)?.id === add.id;
  if (!isRival) return undefined;
  const [isChosen, why] =
    residualConv.prefers === 'first-operand'
      ? [add.node.inputs[0] === conv.output, 'the first operand']
      : [startOf(conv.node) > startOf(rival), 'which runs later'];
  if (isChosen) return undefined;
  return refuse(conv, `${describeNode(graph, rival)}, ${why}, takes over ${describeNode(graph, add.node)}`);
}

/** Place in the imported model, where nodes are listed in order of execution. */
const startOf = (node: Node): number => node.origins[0] ?? node.id;
