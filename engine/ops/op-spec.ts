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
 */
export interface OpSpec<T extends string = string, A = unknown> {
  readonly type: T;
  /** '' is ONNX's own domain. */
  readonly domain: string;
  /** Formal input names by position; a trailing '...' marks the last as variadic. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly category: OpCategory;
  /** Fills in defaults. Reads `opset` where the meaning of an attribute changed. */
  decodeAttributes(attributes: Attributes, opset: number): A;
  /** Types of the outputs, as far as they follow; undefined entries stay unknown. Never throws on a valid model. */
  inferOutputs(node: InferenceInput<A>): readonly (ValueType | undefined)[];
  /** Multiply-accumulates of one run, or undefined where shapes are unknown. Data movement costs none. */
  cost(node: CostInput<A>): Cost | undefined;
  /** The outputs for constant inputs; undefined where this operator (or these data types) cannot be folded. */
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
  shape(input: number): Shape | undefined;
  dataType(input: number): DataType | undefined;
  /** The whole type, for sequences and optionals. */
  type(input: number): ValueType | undefined;
  inputCount: number;
  /** A constant input's elements: target shapes, axes, repeats. Only small tensors are read. */
  ints(input: number): readonly number[] | undefined;
  /**
   * Elements of a shape tensor that is only partly known: what Shape -> Gather -> Concat chains carry.
   * Falls back to `ints`.
   */
  symbolicInts(input: number): Shape | undefined;
  /** Outputs of a subgraph attribute, inferred. */
  subgraphOutputs?(attribute: string): readonly (ValueType | undefined)[] | undefined;
}

export interface CostInput<A> {
  readonly attributes: A;
  inputShape(index: number): Shape | undefined;
  outputShape(index: number): Shape | undefined;
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

/** Keeps the literal type and the attributes' type of a spec, which an annotation would widen. */
export const defineOp = <const T extends string, A>(spec: OpSpec<T, A>): OpSpec<T, A> => spec;
