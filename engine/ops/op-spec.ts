import type { DataType } from '../ir/data-type.ts';
import type { Attributes, ValueType } from '../ir/graph.ts';
import type { Shape } from '../ir/shape.ts';
import type { Tensor } from '../ir/tensor.ts';

/**
 * Everything Lathe knows about one ONNX operator. Defaults, shapes and costs are worked out here and nowhere else:
 * importers, rules, the cost model and the window read the same record.
 *
 * @typeParam T the operator type, a literal, by which rules find the decoded attributes' type.
 * @typeParam A the decoded attributes, defaults filled in.
 * @typeParam D the domain, a literal.
 * @typeParam I the formal input names, literals, which rules write instead of positions.
 */
export interface OpSpec<T extends string = string, A = unknown, D extends string = string, I extends string = string> {
  readonly type: T;
  /** '' is ONNX's own domain. */
  readonly domain: D;
  /** Formal input names by position; a trailing '...' marks the last as variadic. */
  readonly inputs: readonly I[];
  readonly outputs: readonly string[];
  readonly category: OpCategory;
  /** Fills in defaults. Reads `opset` where the meaning of an attribute changed. */
  decodeAttributes(attributes: Attributes, opset: number): A;
  /** Types of the outputs, as far as they follow; undefined entries stay unknown. Never throws on a valid model. */
  inferOutputs(node: InferenceInput<A>): readonly (ValueType | undefined)[];
  /**
   * Elements of small integer outputs of which some are known only by name: what carries a shape from `Shape` to
   * `Reshape`. Asked only where `evaluate` cannot answer because an input is not constant.
   */
  inferElements?(node: InferenceInput<A>): readonly (Shape | undefined)[];
  /** Multiply-accumulates of one run, or undefined where shapes are unknown. Data movement costs none. */
  cost(node: CostInput<A>): Cost | undefined;
  /**
   * The outputs for constant inputs, as the runtime would round them; undefined where this operator cannot be folded,
   * for these data types cannot, or where an output would have more than `MAX_ELEMENTS` elements.
   */
  evaluate?(node: EvaluationInput<A>): readonly Tensor[] | undefined;
}

/** The colour family in the graph; also what a layer is called after. */
export type OpCategory =
  | 'convolution'
  | 'matrix'
  | 'normalization'
  | 'activation'
  | 'pooling'
  | 'elementwise'
  | 'shape'
  | 'concat'
  | 'quantize'
  | 'attention'
  | 'control'
  | 'constant'
  | 'other';

export interface InferenceInput<A> {
  readonly attributes: A;
  readonly opset: number;
  readonly outputCount: number;
  readonly inputCount: number;
  shape(input: number): Shape | undefined;
  dataType(input: number): DataType | undefined;
  /** The whole type, for sequences and optionals. */
  type(input: number): ValueType | undefined;
  /** A constant input. Only small tensors are read. */
  constant(input: number): Tensor | undefined;
  /** A constant integer input's elements: target shapes, axes, repeats. */
  ints(input: number): readonly number[] | undefined;
  /**
   * Elements of a shape tensor that is only partly known: what Shape -> Gather -> Concat chains carry.
   * Falls back to `ints`.
   */
  symbolicInts(input: number): Shape | undefined;
  /**
   * Types of a subgraph attribute's outputs when its inputs have these types (as declared, where none are given).
   * The last call for an attribute is the one that the graph keeps.
   */
  subgraphOutputs(
    attribute: string,
    inputs?: readonly (ValueType | undefined)[],
  ): readonly (ValueType | undefined)[] | undefined;
}

/** For inference that does not depend on attributes. */
export type InferenceContext = Omit<InferenceInput<unknown>, 'attributes'>;

export interface CostInput<A> {
  readonly attributes: A;
  readonly inputCount: number;
  /** Shapes with a number for every dimension: the caller decides what an unknown one counts as. */
  inputShape(index: number): readonly number[] | undefined;
  outputShape(index: number): readonly number[] | undefined;
  /** Multiply-accumulates of one run of a subgraph attribute. */
  subgraphMacs(attribute: string): number;
}

export interface Cost {
  /** 1 MAC = 2 FLOPs. */
  readonly macs: number;
}

export interface EvaluationInput<A> {
  readonly attributes: A;
  readonly opset: number;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputCount: number;
}

/** Keeps the literal types of a spec, which an annotation would widen. */
export const defineOp = <const T extends string, A, const D extends string, const I extends string>(
  spec: OpSpec<T, A, D, I>,
): OpSpec<T, A, D, I> => spec;

/** For operators that move or map elements: no multiply-accumulates, by convention. */
export const noMacs = (): Cost => ({ macs: 0 });

export const noAttributes = (): Record<never, never> => ({});
