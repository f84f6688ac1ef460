import type { Graph, Node } from '../ir/graph.ts';
import type { FusionRule } from '../passes/fusion/rule.ts';

/** Of what a rewritten model becomes. */
export type Precision = 'fp32' | 'fp16' | 'bf16' | 'int8' | 'int8-dynamic' | 'int4';

/** Those whose products are replaced, for which no rule may hide them. */
export const integerPrecisions: readonly Precision[] = ['int8', 'int8-dynamic', 'int4'];

export type TargetName = 'portable' | 'onnxruntime-cpu' | 'onnxruntime-cuda' | 'onnxruntime-webgpu' | 'tensorrt';

/** Operators by name, with their domain where it is not ONNX's own, and the opset from which on something holds of them. */
export type OpsetByOperator = ReadonlyMap<string, number>;

/** What runs the graph: which groups of nodes are one kernel there, and which rewrites pay off. */
export interface Target {
  readonly name: TargetName;
  /** For sentences: 'ONNX Runtime on the CPU'. */
  readonly label: string;
  /** The kernels that run several nodes, in the order in which they are tried. */
  readonly layerRules: readonly FusionRule[];
  /** Rules whose gain depends on the target. */
  readonly optionalRules: readonly OptionalRule[];
  readonly kernels: KernelTable;
  /** Operators that it computes in bfloat16; absent where there are none. */
  readonly bfloat16Since?: OpsetByOperator;
  /** True where users read a part of a tensor in place, so that a Split takes no step of its own. */
  readonly readsSlices: boolean;
  /** True for a node that takes no step of its own here because it moves no data. */
  isFree(node: Node, graph: Graph): boolean;
}

export interface OptionalRule {
  readonly rule: FusionRule;
  readonly stage: 'vertical' | 'horizontal' | 'concat';
  readonly isDefault: boolean;
  /** Why it is on or off unless asked for. */
  readonly reason: string;
  /** Precisions for which it is off unless asked for: values that it makes explicit do not fit, or kernels would not be found. */
  readonly unsuitedFor?: readonly Precision[];
}

/** A kernel that runs several nodes, as far as targets differ in it. */
export interface Kernel {
  /** What it runs before the function, for sentences: 'Conv + Add'. */
  readonly what: string;
  /** Operators of the functions of one element that it applies to its result before writing it. */
  readonly functions: ReadonlySet<string>;
  /** Why it cannot run these nodes although their operators fit, as a clause; undefined where it can. */
  readonly refuses?: (nodes: readonly Node[], graph: Graph) => string | undefined;
}

export interface ResidualKernel extends Kernel {
  /** Which of two convolutions takes the Add of their outputs: the one that runs later, whose operand is there by then, or that of the first operand. */
  readonly prefers: 'later' | 'first-operand';
}

export interface KernelTable {
  readonly conv: Kernel;
  /** Conv with an Add of another tensor. */
  readonly residualConv: ResidualKernel;
  readonly convTranspose: Kernel;
  readonly gemm: Kernel;
  /** MatMul with an Add of a constant bias. */
  readonly matMul: Kernel;
  /** BatchNormalization that no convolution took over. */
  readonly batchNorm: Kernel;
}
