import { invariant } from '../../errors.ts';
import type { Graph, ValueId } from '../../ir/graph.ts';
import { isGraphOutput, topologicalOrder } from '../../ir/query.ts';
import type { ValueRange } from './scheme.ts';
import type { Selection } from './select-nodes.ts';

/**
 * The range that each quantized value gets. Rearranged values have the range of their source. The inputs of a Concat get that
 * of its result where nothing else uses them: rounding them to finer steps first would be in vain and cost a conversion.
 */
export function sharedRanges(
  graph: Graph,
  selection: Selection,
  rangeOf: (value: ValueId) => ValueRange,
): ReadonlyMap<ValueId, ValueRange> {
  const groups = new Groups(selection, rangeOf);
  for (const { id } of topologicalOrder(graph)) {
    const concat = selection.nodes.get(id);
    const [output] = concat?.node.outputs ?? [];
    if (concat?.node.opType !== 'Concat' || output === undefined) continue;
    for (const input of concat.activations) {
      if (groups.endsIn(graph, input, id)) groups.tryJoin(input, output);
    }
  }
  return new Map([...selection.quantized].map((value) => [value, groups.of(value).range]));
}

interface Group {
  members: readonly ValueId[];
  range: ValueRange;
  /** What clamps that are dropped cut off below 0 and above this; undefined without such clamps. */
  upper: number | undefined;
}

class Groups {
  private readonly groups = new Map<ValueId, Group>();

  constructor(
    private readonly selection: Selection,
    rangeOf: (value: ValueId) => ValueRange,
  ) {
    const uppers = new Map([...selection.clamps.values()].map(({ output, upper }) => [output, upper]));
    for (const value of selection.quantized) {
      const source = selection.sources.get(value) ?? value;
      const known = this.groups.get(source);
      const group = known ?? { members: [source], range: rangeOf(source), upper: uppers.get(source) };
      if (!group.members.includes(value)) group.members = [...group.members, value];
      this.groups.set(source, group);
      this.groups.set(value, group);
    }
  }

  of(value: ValueId): Group {
    const group = this.groups.get(value);
    invariant(group, `Value ${value} is not quantized`);
    return group;
  }

  /** True where every use of the values that share the scale of `value` is that node, or a rearrangement among them. */
  endsIn(graph: Graph, value: ValueId, node: number): boolean {
    const { members } = this.of(value);
    return members.every(
      (member) =>
        !isGraphOutput(graph, member) &&
        [...(graph.consumers.get(member) ?? [])].every(
          (user) =>
            user === node ||
            this.selection.nodes
              .get(user)
              ?.node.outputs.some((output) => output !== undefined && members.includes(output)),
        ),
    );
  }

  /** Gives both the range that covers both, unless a clamp that was dropped would be missed. */
  tryJoin(a: ValueId, b: ValueId): void {
    const [first, second] = [this.of(a), this.of(b)];
    if (first === second) return;
    const range = {
      min: Math.min(first.range.min, second.range.min),
      max: Math.max(first.range.max, second.range.max),
    };
    const uppers = [first.upper, second.upper].filter((upper) => upper !== undefined);
    if (uppers.some((upper) => range.min < 0 || range.max > upper)) return;
    const joined: Group = {
      members: [...first.members, ...second.members],
      range,
      upper: uppers.length === 0 ? undefined : Math.min(...uppers),
    };
    for (const member of joined.members) this.groups.set(member, joined);
  }
}
