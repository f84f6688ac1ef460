import type { Graph, ValueId } from '../../../ir/graph.ts';
import {
  type ActivatedConv,
  findActivatedConv,
  joinsChannels,
  nodesOfBranch,
  replaceInConcat,
} from '../concat-branches.ts';
import { findDifference, type Sibling } from '../conv-siblings.ts';
import { blockDiagonal } from '../derived-tensor.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { addMergedConv, type Merge } from '../merged-conv.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';

/**
 * Runs two neighbouring branches of a Concat, each a convolution behind a convolution, as one branch of wider convolutions.
 * Rewrite: W1' = [W1a; W1b] along the output channels; W2' = [W2a, 0; 0, W2b] along the output and input channels; B' = [Ba; Bb]
 * Shapes: W [M, C, kH, kW], the kernels of both branches alike.  Exactness: exact for finite values, up to the order in which a kernel sums.
 */
export const mergeParallelConvs = defineRule({
  name: 'merge-parallel-convs',
  summary: 'Two branches of two convolutions each, alike but for their channels, become one wider branch',
  example: {
    before: `a = Relu(Conv(Relu(Conv(x[1,3,8,8], W[4,3,1,1])), V[5,4,3,3]))
      b = Relu(Conv(Relu(Conv(x, U[2,3,1,1], B[2])), T[3,2,3,3])); y = Concat(a, b){axis=1}`,
    after: 'y = Relu(Conv(Relu(Conv(x[1,3,8,8], W1[6,3,1,1], B1[6])), V1[8,6,3,3]))',
  },
  root: 'concat',
  pattern: { concat: op('Concat') },
  where: ({ concat }, graph) => findPair(graph, concat) !== undefined,
  alsoChanges: ({ concat }, graph) =>
    (findPair(graph, concat) ?? []).flatMap(({ inner, outer }) => [inner, outer].flatMap(nodesOfBranch)),
  rewrite: ({ concat }, patch, graph) => {
    const pair = findPair(graph, concat);
    if (!pair) return;
    const [a, b] = pair;
    const data = addPair(patch, [a.inner, b.inner]);
    const outer = addPair(patch, [a.outer, b.outer], { data, join: blockDiagonal });
    replaceInConcat(patch, concat, [a.outer, b.outer], outer);
  },
});

/** A convolution behind a convolution, each with a Relu, of which one Concat sees the end alone. */
interface Branch {
  readonly inner: ActivatedConv;
  readonly outer: ActivatedConv;
}

/** The first two neighbours that are alike. */
function findPair(graph: Graph, concat: MatchedNode<'Concat'>): readonly [Branch, Branch] | undefined {
  if (!joinsChannels(concat)) return undefined;
  const branches = concat.node.inputs.map((id) => findBranch(graph, id));
  for (const [index, a] of branches.entries()) {
    const b = branches[index + 1];
    if (a && b && areAlike(graph, a, b)) return [a, b];
  }
  return undefined;
}

function findBranch(graph: Graph, id: ValueId | undefined): Branch | undefined {
  const outer = findActivatedConv(graph, id);
  const inner = outer && findActivatedConv(graph, outer.conv.input('X'));
  if (!outer || !inner) return undefined;
  // A file may claim weights that do not fit each other: blocks of them would not fit either.
  return outer.conv.constant('W')?.dims[1] === inner.conv.constant('W')?.dims[0] ? { inner, outer } : undefined;
}

const areAlike = (graph: Graph, a: Branch, b: Branch): boolean =>
  a.inner.conv.input('X') === b.inner.conv.input('X') &&
  a.inner.conv.constant('W')?.dims[1] === b.inner.conv.constant('W')?.dims[1] &&
  findDifference(graph, siblingOf(a.inner), siblingOf(b.inner)) === undefined &&
  findDifference(graph, siblingOf(a.outer), siblingOf(b.outer)) === undefined;

const siblingOf = ({ conv, relu }: ActivatedConv): Sibling => ({ conv: conv.node, activation: relu });

/** Both as one convolution and one Relu; gives what the latter makes. */
function addPair(patch: RulePatch, pair: readonly [ActivatedConv, ActivatedConv], merge?: Merge): ValueId {
  const conv = addMergedConv(
    patch,
    pair.map((each) => each.conv),
    merge,
  );
  const origins = pair.map(({ relu }) => relu.id);
  return patch.applyLike(pair[0].relu, conv.output, origins).output;
}
