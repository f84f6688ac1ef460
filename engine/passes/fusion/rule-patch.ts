import type { Attributes, Graph, LayerId, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { type AddedNode, type Patch, PatchBuilder } from '../../ir/patch.ts';
import { requireNode } from '../../ir/query.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { findOpSpec, type InputNameOf, type KnownOpType } from '../../ops/registry.ts';
import type { MatchedNode } from './matched-node.ts';

/** Inputs by formal name; a variadic one (`'inputs...'`) takes a list. */
export type InputsOf<T extends KnownOpType> = {
  readonly [I in InputNameOf<T>]?: I extends `${string}...` ? readonly ValueId[] : ValueId | undefined;
};

export interface RuleNode<T extends KnownOpType> {
  readonly inputs: InputsOf<T>;
  /** As ONNX writes them; those of a matched node are `conv.node.attributes`. */
  readonly attributes?: Attributes;
  /** The nodes it replaces. */
  readonly origins: readonly NodeId[];
  /** Added to the name of the first of `origins`, which the node gets: needed where a rule adds several for one. */
  readonly suffix?: string;
  /** 1 when absent. */
  readonly outputCount?: number;
}

/** A rule's view of a PatchBuilder: nodes by operator and formal input names. */
export class RulePatch {
  private readonly builder: PatchBuilder;

  constructor(
    private readonly graph: Graph,
    private readonly rule: string,
  ) {
    this.builder = new PatchBuilder(graph);
  }

  constant(tensor: Tensor, name?: string): ValueId {
    return this.builder.constant(tensor, name);
  }

  add<T extends KnownOpType>(operator: T, node: RuleNode<T>): AddedNode {
    const [opType = '', domain = ''] = operator.split('::').toReversed();
    const [first] = node.origins;
    // A domain that the graph did not use so far has to be imported; those outside ONNX's own are at version 1.
    if (domain !== '' && !this.graph.opsets.has(domain)) this.builder.setOpset(domain, 1);
    return this.builder.add({
      opType,
      domain,
      name: first === undefined ? '' : suffixed(requireNode(this.graph, first).name, node.suffix),
      inputs: positional(operator, node.inputs),
      outputTypes: Array.from({ length: node.outputCount ?? 1 }, () => undefined),
      ...(node.attributes && { attributes: node.attributes }),
      origins: node.origins,
    });
  }

  /** Adds a node like a matched one, with some inputs or the attributes changed. */
  addLike<T extends KnownOpType>(
    matched: MatchedNode<T>,
    change: { readonly inputs: InputsOf<T>; readonly attributes?: Attributes; readonly origins: readonly NodeId[] },
  ): AddedNode {
    return this.builder.add({
      opType: matched.node.opType,
      domain: matched.node.domain,
      name: matched.node.name,
      inputs: changedInputs(matched, change.inputs),
      attributes: change.attributes ?? matched.node.attributes,
      origins: change.origins,
    });
  }

  /** Adds a node like `node` that works on other data: its first input. */
  applyLike(node: Node, data: ValueId, origins: readonly NodeId[]): AddedNode {
    const { opType, domain, name, attributes } = node;
    return this.builder.add({ opType, domain, name, attributes, inputs: [data, ...node.inputs.slice(1)], origins });
  }

  /** Every use of `from`, as a graph output too, becomes a use of `to`. What made `from` goes when nothing else needs it. */
  replace(from: ValueId, to: ValueId | AddedNode): void {
    this.builder.replace(from, typeof to === 'number' ? to : to.output);
  }

  /** Gives a node other inputs, by formal name, or other attributes; it keeps its id, name and outputs. */
  update<T extends KnownOpType>(
    matched: MatchedNode<T>,
    change: {
      readonly inputs?: InputsOf<T>;
      readonly attributes?: Attributes;
      /** Further nodes that it now stands for. */
      readonly origins?: readonly NodeId[];
    },
  ): void {
    this.builder.update(matched.id, {
      inputs: changedInputs(matched, change.inputs ?? {}),
      ...(change.attributes && { attributes: change.attributes }),
      ...(change.origins && { origins: change.origins }),
    });
  }

  /** Makes one layer of these nodes and of all layers that they are in. */
  group(nodeIds: readonly NodeId[]): LayerId {
    return this.builder.group(nodeIds, this.rule);
  }

  /** Marks nodes as needing no step; each of `copies` must be copied all the same. */
  elide(nodeIds: readonly NodeId[], copies: readonly ValueId[]): LayerId {
    return this.builder.group(nodeIds, this.rule, 'elided', copies);
  }

  build(): Patch {
    return this.builder.build();
  }
}

const suffixed = (name: string, suffix = ''): string => (name === '' ? '' : name + suffix);

function changedInputs<T extends KnownOpType>(matched: MatchedNode<T>, inputs: InputsOf<T>) {
  const changed = positional(matched.operator, inputs);
  const length = Math.max(matched.node.inputs.length, changed.length);
  return Array.from({ length }, (_, index) => changed[index] ?? matched.node.inputs[index]);
}

function positional(
  operator: string,
  inputs: Readonly<Record<string, ValueId | readonly ValueId[] | undefined>>,
): readonly (ValueId | undefined)[] {
  const [opType = '', domain = ''] = operator.split('::').toReversed();
  const formals = findOpSpec({ domain, opType })?.inputs ?? [];
  const values = formals.flatMap((name) => {
    const given = inputs[name];
    return Array.isArray(given) ? [...given] : [given as ValueId | undefined];
  });
  return values.slice(0, values.findLastIndex((id) => id !== undefined) + 1);
}
