import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { consumersOf, findConstant, findProducer, isGraphOutput, usesOf } from '../../ir/query.ts';
import { witnessesOf } from '../fusion/non-negative.ts';
import type { AppliedStep } from '../trace.ts';

/** What a change touched, cut out of the graphs around it: for the same inputs both sides must give the same outputs. */
export interface Cut {
  /** Values that both graphs make in the same way, or are given: what the cut is fed with. */
  readonly inputs: readonly ValueId[];
  readonly before: CutSide;
  readonly after: CutSide;
}

export interface CutSide {
  readonly graph: Graph;
  /** In execution order. */
  readonly nodes: readonly Node[];
  /** Pair by pair the same on both sides. */
  readonly outputs: readonly ValueId[];
}

/**
 * Cuts out what a change touched: the values behind it that other nodes see and, on each side, every node they depend on down to
 * nodes that are the same on both. The matched nodes are always inside, since a rewrite may rely on what they compute, and so is
 * what makes an input nowhere negative. Between the matched nodes a value may mean something else than before, as one that is
 * kept without its bias does.
 * Undefined where no value was replaced.
 */
export function cutOut(step: AppliedStep): Cut | undefined {
  const { before, after } = step;
  const replaced = replacedValues(step);
  if (replaced.length === 0) return undefined;
  const pairs = seenOutside(step, replaced);
  const inside = new Set<NodeId>(step.nodeIds);
  for (const [from, to] of pairs) {
    for (const node of [findProducer(before, from), findProducer(after, to)]) if (node) inside.add(node.id);
  }
  const inputs = new Set<ValueId>();
  const side = (graph: Graph, other: Graph, outputs: readonly ValueId[]): CutSide => ({
    graph,
    outputs,
    nodes: collect(graph, outputs, (node) => inside.has(node.id) || other.nodes.get(node.id) !== node, inputs),
  });
  const cut = () => ({
    before: side(
      before,
      after,
      pairs.map(([from]) => from),
    ),
    after: side(
      after,
      before,
      pairs.map(([, to]) => to),
    ),
  });
  let sides = cut();
  // What rules know to be nowhere negative is fed through what makes it so.
  const witnesses = [...inputs].flatMap((id) => witnessesOf(before, id));
  if (witnesses.length > 0) {
    for (const { id } of witnesses) inside.add(id);
    inputs.clear();
    sides = cut();
  }
  return { ...sides, inputs: [...inputs] };
}

type Pair = readonly [before: ValueId, after: ValueId];

/** The values that the change replaced, each with what stands for it now. */
function replacedValues({ before, after, patch }: AppliedStep): readonly Pair[] {
  const pairs = patch.edits.flatMap((edit): readonly Pair[] => {
    switch (edit.kind) {
      case 'redirect':
        return [[edit.from, edit.to]];
      case 'set-constant':
        return [[edit.id, edit.id]];
      case 'set-node':
        return edit.node.outputs.flatMap((id) => (id === undefined ? [] : [[id, id] as const]));
      default:
        return [];
    }
  });
  return pairs.filter(([from, to]) => isUsed(before, from) && after.values.has(to) && isUsed(after, to));
}

/** Of the replaced values, and of what matched nodes make that are still there, those that nodes outside of the match see. */
function seenOutside({ before, after, nodeIds }: AppliedStep, replaced: readonly Pair[]): readonly Pair[] {
  const matched = new Set(nodeIds);
  const kept = nodeIds.flatMap((id) => (after.nodes.has(id) ? (before.nodes.get(id)?.outputs ?? []) : []));
  const own = kept.flatMap((id): readonly Pair[] => (id !== undefined && isUsed(after, id) ? [[id, id]] : []));
  const pairs = [...replaced, ...own].filter(
    ([id]) => isGraphOutput(before, id) || consumersOf(before, id).some((user) => !matched.has(user.id)),
  );
  return [...new Map(pairs.map((pair) => [pair.join(), pair])).values()];
}

const isUsed = (graph: Graph, id: ValueId): boolean =>
  (graph.consumers.get(id)?.count ?? 0) > 0 || isGraphOutput(graph, id);

/** The nodes behind `outputs` for which `isInside` holds, in execution order; what they need from outside joins `inputs`. */
function collect(
  graph: Graph,
  outputs: readonly ValueId[],
  isInside: (node: Node) => boolean,
  inputs: Set<ValueId>,
): readonly Node[] {
  const order: Node[] = [];
  const seen = new Set<NodeId>();
  const visit = (id: ValueId): void => {
    // An explicit stack: chains may be as long as the graph.
    const stack: { readonly node: Node; readonly uses: readonly ValueId[]; index: number }[] = [];
    const enter = (value: ValueId): void => {
      if (findConstant(graph, value)) return;
      const producer = findProducer(graph, value);
      if (!producer || !isInside(producer)) inputs.add(value);
      else if (!seen.has(producer.id)) {
        seen.add(producer.id);
        stack.push({ node: producer, uses: usesOf(producer), index: 0 });
      }
    };
    enter(id);
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const used = frame.uses[frame.index++];
      if (used !== undefined) enter(used);
      else {
        order.push(frame.node);
        stack.pop();
      }
    }
  };
  for (const output of outputs) visit(output);
  return order;
}
