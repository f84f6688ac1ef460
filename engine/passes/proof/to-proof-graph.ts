import { GraphBuilder } from '../../ir/build.ts';
import type { DataType } from '../../ir/data-type.ts';
import type { Graph, ValueId } from '../../ir/graph.ts';
import { findConstant, requireValue } from '../../ir/query.ts';
import type { Cut, CutSide } from './cut.ts';

/** An input of a cut with everything that is needed to feed it. */
export interface CutInput {
  readonly id: ValueId;
  readonly dataType: DataType;
  readonly dims: readonly number[];
}

export interface ReadyCut {
  readonly cut: Cut;
  readonly inputs: readonly CutInput[];
}

/** The outputs of one cut in a proof graph, pair by pair. */
export interface ProofOutputs {
  readonly inputNames: readonly string[];
  readonly pairs: readonly { readonly before: string; readonly after: string }[];
}

/** Both sides of several cuts side by side in one graph, so that one session proves them all. */
export function toProofGraph(cuts: readonly ReadyCut[]): {
  readonly graph: Graph;
  readonly outputs: readonly ProofOutputs[];
} {
  const opsets = new Map<string, number>();
  for (const { cut } of cuts) {
    for (const { graph } of [cut.before, cut.after]) {
      for (const [domain, version] of graph.opsets) opsets.set(domain, Math.max(version, opsets.get(domain) ?? 0));
    }
  }
  const builder = new GraphBuilder({ name: 'proof', opsets });
  const outputs = cuts.map(({ cut, inputs }, index): ProofOutputs => {
    const given = new Map<ValueId, ValueId>();
    const inputNames = inputs.map(({ id, dataType, dims }) => {
      const name = `${index}.input.${id}`;
      const value = builder.value(name, { kind: 'tensor', dataType, shape: dims });
      builder.input(value);
      given.set(id, value);
      return name;
    });
    const before = addSide(builder, cut.before, given, `${index}.before`);
    const after = addSide(builder, cut.after, given, `${index}.after`);
    return { inputNames, pairs: before.map((name, at) => ({ before: name, after: after[at] ?? name })) };
  });
  return { graph: builder.build(), outputs };
}

function addSide(
  builder: GraphBuilder,
  { graph, nodes, outputs }: CutSide,
  given: ReadonlyMap<ValueId, ValueId>,
  prefix: string,
): readonly string[] {
  const known = new Map(given);
  const inner = (id: ValueId): ValueId => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const constant = findConstant(graph, id);
    const value = builder.value(
      `${prefix}.${id}`,
      constant && { kind: 'tensor', dataType: constant.dataType, shape: constant.dims },
    );
    if (constant) builder.initializer(value, constant);
    known.set(id, value);
    return value;
  };
  const optional = (id: ValueId | undefined) => (id === undefined ? undefined : inner(id));
  for (const node of nodes) {
    const inputs = node.inputs.map(optional);
    // A value of an inner node that is an input of the cut as well must not be made twice.
    const made = node.outputs.map((id) => {
      if (id === undefined) return undefined;
      const value = builder.value(`${prefix}.${id}`);
      if (!given.has(id)) known.set(id, value);
      return value;
    });
    builder.node({
      ...node,
      name: `${prefix}.${node.id}`,
      inputs,
      outputs: made,
      captures: node.captures.map(inner),
    });
  }
  return outputs.map((id, index) => {
    const name = `${prefix}.output.${index}`;
    const type = requireValue(graph, id).type;
    const output = builder.value(name, type);
    builder.node({
      opType: 'Identity',
      domain: '',
      overload: '',
      name,
      inputs: [inner(id)],
      outputs: [output],
      captures: [],
      attributes: new Map(),
    });
    builder.output(output);
    return name;
  });
}
