import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { findDataType, topologicalOrder } from '../../ir/query.ts';
import type { Kept } from '../plan.ts';
import { type Clamp, findClamp } from './clamp.ts';
import type { IntegerNode } from './integer-node.ts';
import { type IntegerRule, onnxruntimeRules } from './onnxruntime-rules.ts';
import { tensorrtRules } from './tensorrt-rules.ts';

/** Whose rules for QuantizeLinear and DequantizeLinear are followed. */
export type QuantizationTarget = 'onnxruntime-cpu' | 'tensorrt';

/** Which nodes run on integers, and which values are 8-bit between them. */
export interface Selection {
  readonly nodes: ReadonlyMap<NodeId, IntegerNode>;
  /** Values that some integer node takes or gives as 8-bit integers. */
  readonly quantized: ReadonlySet<ValueId>;
  /** Those of them that an integer node gives: every user gets them rounded. Others keep their float32 form beside. */
  readonly integerOutputs: ReadonlySet<ValueId>;
  /** Relu and Clip nodes that rounding makes superfluous, by the value they clamp. */
  readonly clamps: ReadonlyMap<ValueId, Clamp>;
  /** For a rearranged value the value whose scale it shares. */
  readonly sources: ReadonlyMap<ValueId, ValueId>;
  readonly kept: readonly Kept[];
}

export interface SelectionOptions {
  readonly target: QuantizationTarget;
  /** Nodes that stay in float32 whatever the rules say. */
  readonly keepFloat32: ReadonlySet<NodeId>;
  /** Why the range of a value is of no use, or undefined where it is. */
  readonly requireRange: (value: ValueId) => string | undefined;
}

/**
 * Decides which nodes run on integers. Nodes with weights always gain. The others take part only where all their inputs are
 * integers already and an integer computation follows: converting for their sake alone costs accuracy and saves little time.
 * A last layer that can write float32 does so.
 */
export function selectNodes(graph: Graph, options: SelectionOptions): Selection {
  let selection = new Selecting(graph, options, () => true).run();
  for (;;) {
    const wanted = wantedValues(graph, selection);
    const narrower = new Selecting(graph, options, (value) => wanted.has(value)).run();
    // A node that drops out may leave others without an integer input, or without a reason to give integers.
    if (narrower.nodes.size === selection.nodes.size && narrower.quantized.size === selection.quantized.size)
      return narrower;
    selection = narrower;
  }
}

/** Values that end in a node with weights that runs on integers, through whatever else does. */
function wantedValues(graph: Graph, { nodes, clamps }: Selection): ReadonlySet<ValueId> {
  const wanted = new Set<ValueId>();
  for (const { id } of topologicalOrder(graph).toReversed()) {
    const integer = nodes.get(id);
    if (!integer) continue;
    const leadsOn =
      integer.kind === 'weighted' ||
      integer.node.outputs.some((raw) => raw !== undefined && wanted.has(clamps.get(raw)?.output ?? raw));
    if (leadsOn) for (const activation of integer.activations) wanted.add(activation);
  }
  return wanted;
}

const rulesOf = (target: QuantizationTarget): ReadonlyMap<string, IntegerRule> =>
  target === 'tensorrt' ? tensorrtRules : onnxruntimeRules;

/** What a node gives as integers: its own output `raw`, or what is left of it after a clamp. */
interface IntegerOutput {
  readonly value: ValueId;
  readonly raw: ValueId;
  readonly clamp?: Clamp;
}

class Selecting {
  private readonly nodes = new Map<NodeId, IntegerNode>();
  private readonly quantized = new Set<ValueId>();
  private readonly integerOutputs = new Set<ValueId>();
  /** Integer outputs that could as well be float32, and what is only moved from them. */
  private readonly optional = new Set<ValueId>();
  private readonly clamps = new Map<ValueId, Clamp>();
  private readonly sources = new Map<ValueId, ValueId>();
  private readonly absorbed = new Set<NodeId>();
  private readonly reasons = new Map<string, NodeId[]>();

  constructor(
    private readonly graph: Graph,
    private readonly options: SelectionOptions,
    /** Whether an integer computation follows a value. */
    private readonly isWanted: (value: ValueId) => boolean,
  ) {}

  run(): Selection {
    const order = topologicalOrder(this.graph);
    for (const node of order) this.consider(node);
    const kept: Kept[] = [];
    for (const [reason, nodeIds] of this.reasons) {
      const remaining = nodeIds.filter((id) => !this.absorbed.has(id));
      if (remaining.length > 0) kept.push({ reason, nodeIds: remaining });
    }
    const { nodes, quantized, integerOutputs, clamps, sources } = this;
    return { nodes, quantized, integerOutputs, clamps, sources, kept };
  }

  private consider(node: Node): void {
    if (this.absorbed.has(node.id)) return;
    const reason = this.tryInteger(node);
    if (reason === undefined || !this.givesFloat32(node)) return;
    const nodeIds = this.reasons.get(reason);
    if (nodeIds) nodeIds.push(node.id);
    else this.reasons.set(reason, [node.id]);
  }

  /** Makes an integer node of it, or says why not. */
  private tryInteger(node: Node): string | undefined {
    const { target, keepFloat32 } = this.options;
    const rule = node.domain === '' ? rulesOf(target).get(node.opType) : undefined;
    if (!rule) return `no integer kernel is used for ${node.opType}`;
    if (keepFloat32.has(node.id)) return 'it is kept by choice';
    const integer = rule(node, this.graph);
    if (typeof integer === 'string') return integer;
    if (integer.absorbs && keepFloat32.has(integer.absorbs.id)) return 'it is kept by choice';
    const outputs = this.outputsOf(integer);
    const isolated = this.requireNeighbours(integer, outputs);
    if (isolated !== undefined) return isolated;
    for (const value of [...integer.activations, ...outputs.map((output) => this.sourceOf(integer, output.value))]) {
      const reason = this.options.requireRange(this.sources.get(value) ?? value);
      if (reason !== undefined) return reason;
    }
    this.accept(integer, outputs);
    return undefined;
  }

  /** Nodes without weights join integers before and behind them. TensorRT decides that itself. */
  private requireNeighbours(integer: IntegerNode, outputs: readonly IntegerOutput[]): string | undefined {
    const { kind, node, activations } = integer;
    if (kind === 'weighted' || kind === 'dynamic' || this.options.target === 'tensorrt') return undefined;
    // A residual sum joins where one branch has no other choice, or all blocks behind a single float32 sum would be float32 too.
    const joins =
      node.opType === 'Add'
        ? activations.some((value) => this.integerOutputs.has(value) && !this.optional.has(value))
        : activations.every((value) => this.integerOutputs.has(value));
    if (!joins) return 'not all of its inputs are computed in INT8';
    return outputs.some(({ value }) => this.isWanted(value)) ? undefined : 'nothing behind it is computed in INT8';
  }

  /** The values it gives as integers, after a clamp that rounding makes superfluous. */
  private outputsOf(integer: IntegerNode): readonly IntegerOutput[] {
    if (this.options.target === 'tensorrt' || integer.kind === 'dynamic') return [];
    return integer.node.outputs.flatMap((raw) => {
      if (raw === undefined) return [];
      const clamp = integer.kind === 'rearranging' ? undefined : findClamp(this.graph, raw);
      const usable = clamp && !this.options.keepFloat32.has(clamp.node.id) ? clamp : undefined;
      const value = usable?.output ?? raw;
      if (integer.canWriteFloat && !(this.isWanted(value) && this.hasRange(value))) return [];
      return [usable ? { value, raw, clamp: usable } : { value, raw }];
    });
  }

  private accept(integer: IntegerNode, outputs: readonly IntegerOutput[]): void {
    this.nodes.set(integer.node.id, integer);
    if (integer.absorbs) this.absorbed.add(integer.absorbs.id);
    for (const value of integer.activations) this.quantized.add(value);
    for (const { value, raw, clamp } of outputs) {
      this.quantized.add(value);
      this.integerOutputs.add(value);
      const isRearranged = integer.kind === 'rearranging' && integer.activations.some((id) => this.optional.has(id));
      if (integer.canWriteFloat || isRearranged) this.optional.add(value);
      const source = this.sourceOf(integer, value);
      if (source !== value) this.sources.set(value, this.sources.get(source) ?? source);
      if (!clamp) continue;
      this.clamps.set(raw, clamp);
      this.absorbed.add(clamp.node.id);
    }
  }

  /** Whose range an output has: its own, or where values are only moved that of the input. */
  private sourceOf(integer: IntegerNode, output: ValueId): ValueId {
    return integer.kind === 'rearranging' ? (integer.activations[0] ?? output) : output;
  }

  private hasRange(value: ValueId): boolean {
    return this.options.requireRange(value) === undefined;
  }

  private givesFloat32(node: Node): boolean {
    return node.outputs.some((output) => findDataType(this.graph, output) === 'float32');
  }
}
