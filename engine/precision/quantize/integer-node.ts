import type { Node, ValueId } from '../../ir/graph.ts';

/** A node that can run on 8-bit integers, and what that takes. */
export interface IntegerNode {
  readonly node: Node;
  /**
   * 'weighted': multiplies activations with constant weights. 'arithmetic': computes new values from activations alone.
   * 'rearranging': only picks and moves values, so that its output has the scale of its input. 'dynamic': multiplies float32
   * activations, which the kernel quantizes by their range of the moment, with constant weights.
   */
  readonly kind: 'weighted' | 'arithmetic' | 'rearranging' | 'dynamic';
  /** Inputs that come as 8-bit integers. */
  readonly activations: readonly ValueId[];
  /** Constant inputs that are quantized like activations. */
  readonly constants: readonly ValueId[];
  readonly weight?: WeightOperands;
  /** The float32 input of a dynamic node. */
  readonly factor?: ValueId;
  /** An average pooling that is written as a depthwise Conv with equal weights: [C, 1, kH, kW]. */
  readonly averaging?: readonly number[];
  /** Its kernel can write float32 as well, so that a last layer's answers need not be rounded to 8 bits. */
  readonly canWriteFloat: boolean;
  /** A MatMul that this node, the Add of a bias behind it, takes over. */
  readonly absorbs?: Node;
}

export interface WeightOperands {
  readonly weight: ValueId;
  readonly bias: ValueId | undefined;
  /** The axis of output channels; undefined where one scale must do for all. */
  readonly axis: number | undefined;
}

/** Looks up an input by its formal name. */
export const inputOf = <I extends string>(
  spec: { readonly inputs: readonly I[] },
  node: Node,
  name: I,
): ValueId | undefined => node.inputs[spec.inputs.indexOf(name)];
