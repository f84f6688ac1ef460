import { invariant } from '../../errors.ts';
import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { findConstant, findShape, opsetOf } from '../../ir/query.ts';
import type { Shape } from '../../ir/shape.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { type AttributesOf, findOpSpec, type InputNameOf, type KnownOpType } from '../../ops/registry.ts';

/** The registry's key of a node's operator: 'Conv', 'com.microsoft::FusedConv'. */
export const operatorOf = (node: Node): string =>
  node.domain === '' || node.domain === 'ai.onnx' ? node.opType : `${node.domain}::${node.opType}`;

/** Position of a formal input name, or -1 where this operator has no such input. */
export const inputIndexOf = (node: Node, name: string): number => findOpSpec(node)?.inputs.indexOf(name) ?? -1;

/**
 * True for a node with what rules take for granted: its first input, if its operator has any, and its first output. Files may leave
 * out even these.
 */
export const isWhole = (node: Node): boolean =>
  node.outputs[0] !== undefined && (node.inputs[0] !== undefined || findOpSpec(node)?.inputs.length === 0);

/**
 * A node that a pattern matched, read by formal names. Where a commutative operator matched with its inputs exchanged,
 * `input` answers as if the pattern's order had been written.
 */
export class MatchedNode<T extends KnownOpType = KnownOpType> {
  constructor(
    readonly node: Node,
    private readonly graph: Graph,
    private readonly isSwapped = false,
  ) {}

  get id(): NodeId {
    return this.node.id;
  }

  get operator(): T {
    // The pattern admitted this node by exactly this name.
    return operatorOf(this.node) as T;
  }

  /** Narrows to one of the alternatives that the pattern allowed. */
  is<U extends T>(operator: U): this is MatchedNode<U> {
    return operatorOf(this.node) === operator;
  }

  /** The decoded attributes, defaults filled in. */
  get attributes(): AttributesOf<T> {
    const spec = findOpSpec(this.node);
    invariant(spec, `${this.node.opType} has no spec`);
    // The spec that decodes is the one found by the type that T stands for.
    return spec.decodeAttributes(this.node.attributes, opsetOf(this.graph, this.node.domain)) as AttributesOf<T>;
  }

  /** The first output. */
  get output(): ValueId {
    const [output] = this.node.outputs;
    invariant(output !== undefined, `${this.node.opType} ${this.node.name} has no first output`);
    return output;
  }

  /** The value at a formal input; undefined where it is left out. */
  input(name: InputNameOf<T>): ValueId | undefined {
    const index = inputIndexOf(this.node, name);
    return this.node.inputs[this.isSwapped && index < 2 ? 1 - index : index];
  }

  /** The tensor at a formal input, where it is constant. Its elements are not read. */
  constant(name: InputNameOf<T>): Tensor | undefined {
    return findConstant(this.graph, this.input(name));
  }

  /** The shape at a formal input, as far as it is known. */
  shape(name: InputNameOf<T>): Shape | undefined {
    return findShape(this.graph, this.input(name));
  }

  get outputShape(): Shape | undefined {
    return findShape(this.graph, this.output);
  }
}
