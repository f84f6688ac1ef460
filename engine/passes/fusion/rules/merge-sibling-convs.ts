import { invariant } from '../../../errors.ts';
import type { Graph, Node } from '../../../ir/graph.ts';
import { findConstant } from '../../../ir/query.ts';
import type { Tensor } from '../../../ir/tensor.ts';
import { addSplit } from '../add-split.ts';
import { findDifference, type Sibling, siblingsOn } from '../conv-siblings.ts';
import { concatenatedTensor, zeroTensor } from '../derived-tensor.ts';
import { describeNode } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';

/**
 * Runs convolutions that read the same tensor in the same way as one wider convolution, of which each takes its channels.
 * Rewrite: W' = [W1; W2; ...], B' = [B1; B2; ...] along the output channels;  y1, y2, ... = Split(activation(Conv(x, W', B')))
 * Shapes: W [M, C, kH, kW], C and the kernel alike.  Exactness: exact, up to the order in which a kernel sums.
 */
export const mergeSiblingConvs = defineRule({
  name: 'merge-sibling-convs',
  summary: 'Convolutions of one input with the same window and activation become one, then Split',
  example: {
    before: 'a = Relu(Conv(x[1,3,8,8], W[4,3,1,1])); b = Relu(Conv(x, V[2,3,1,1])); return a, b',
    after: 'a, b = Split(Relu(Conv(x[1,3,8,8], W1[6,3,1,1])), int64{4,2}){axis=1}; return a, b',
  },
  root: 'conv',
  pattern: { conv: op('Conv') },
  where: ({ conv }, graph) => {
    const [first] = siblingsOn(graph, conv.input('X'));
    const group = groupOf(graph, conv);
    return group.length > 1 ? group[0]?.conv.id === conv.id : first?.conv.id !== conv.id;
  },
  alsoChanges: ({ conv }, graph) =>
    groupOf(graph, conv).flatMap((sibling) => [sibling.conv, ...(sibling.activation ? [sibling.activation] : [])]),
  guard: ({ conv }, graph) => {
    const [first, ...others] = siblingsOn(graph, conv.input('X'));
    const own = others.find((sibling) => sibling.conv.id === conv.id);
    if (!first || !own || groupOf(graph, conv).length > 1) return undefined;
    const [older, younger] = [describeNode(graph, first.conv), describeNode(graph, own.conv)];
    const reason = `${younger}, which reads the same tensor as ${older}, ${findDifference(graph, first, own)}`;
    return { reason, nodeIds: [first.conv.id, own.conv.id] };
  },
  rewrite: ({ conv }, patch, graph, target) => {
    const group = groupOf(graph, conv);
    const wide = addWideConv(patch, graph, conv, group);
    const activations = group.map((sibling) => sibling.activation).filter((node) => node !== undefined);
    const [activation] = activations;
    const last = activation
      ? patch.applyLike(
          activation,
          wide.output,
          activations.map((node) => node.id),
        )
      : wide;
    const tails = group.map((sibling) => ({
      node: sibling.activation ?? sibling.conv,
      length: weightOf(graph, sibling.conv).dims[0] ?? 0,
    }));
    const split = addSplit(patch, graph, last.output, { axis: 1, tails });
    const kernel = new Set([wide.id, last.id, ...(target.readsSlices ? [split.id] : [])]);
    if (target.readsSlices || graph.layerOf.has(conv.id)) patch.group([...kernel]);
  },
});

/** The convolution with the siblings that are like it. */
function groupOf(graph: Graph, conv: MatchedNode<'Conv'>): readonly Sibling[] {
  const siblings = siblingsOn(graph, conv.input('X'));
  const own = siblings.find((sibling) => sibling.conv.id === conv.id);
  return siblings.filter((sibling) => sibling === own || (own && findDifference(graph, own, sibling) === undefined));
}

function addWideConv(patch: RulePatch, graph: Graph, conv: MatchedNode<'Conv'>, group: readonly Sibling[]) {
  const convs = group.map((sibling) => sibling.conv);
  const weights = convs.map((sibling) => weightOf(graph, sibling));
  const biases = convs.map((sibling, index) => findConstant(graph, sibling.inputs[2]) ?? noBias(weights[index]));
  const hasBias = convs.some((sibling) => sibling.inputs[2] !== undefined);
  return patch.addLike(conv, {
    inputs: {
      W: patch.constant(concatenatedTensor(weights)),
      ...(hasBias && { B: patch.constant(concatenatedTensor(biases)) }),
    },
    origins: convs.map((sibling) => sibling.id),
  });
}

function weightOf(graph: Graph, conv: Node): Tensor {
  const weight = findConstant(graph, conv.inputs[1]);
  invariant(weight, `Conv "${conv.name}" has weights that are not constant`);
  return weight;
}

const noBias = (weight: Tensor | undefined): Tensor =>
  zeroTensor(weight?.dataType ?? 'float32', [weight?.dims[0] ?? 0]);
