import { invariant } from '../../errors.ts';
import { applyPatch } from '../../ir/apply-patch.ts';
import { attributesOf } from '../../ir/build.ts';
import type { DataType } from '../../ir/data-type.ts';
import type { Graph, LayerId, NodeId, ValueId } from '../../ir/graph.ts';
import { type Patch, PatchBuilder } from '../../ir/patch.ts';
import { findShape } from '../../ir/query.ts';
import { tensorOfFloats, tensorOfNumbers } from '../../ir/tensor.ts';
import type { IntegerNode } from './integer-node.ts';
import type { WeightScheme } from './quantize-weight.ts';
import { QuantizedConstants, type WeightUse } from './quantized-constants.ts';
import type { Quantization, QuantizedType } from './scheme.ts';
import type { Selection } from './select-nodes.ts';

export interface QdqScheme {
  readonly weights: WeightScheme;
  /** ONNX Runtime adds biases as int32; TensorRT wants them in float32. */
  readonly biases: 'int32' | 'float32';
  readonly activations: QuantizedType;
  /** Means of channels by value: biases then take back what rounding the weights adds on average. */
  readonly means?: ReadonlyMap<ValueId, Float64Array> | undefined;
}

/**
 * Writes the selected nodes in ONNX's explicit form: each quantized value passes through QuantizeLinear and DequantizeLinear,
 * each weight is an 8-bit constant behind a DequantizeLinear. A value that an integer node gives is replaced for every user;
 * any other keeps its float32 form for its float32 users. Clamps that rounding makes superfluous go.
 */
export const insertQdq = (
  graph: Graph,
  selection: Selection,
  quantizations: ReadonlyMap<ValueId, Quantization>,
  scheme: QdqScheme,
): Graph => applyPatch(graph, new Insertion(graph, selection, quantizations, scheme).build());

/** A quantized value in the graph that is being made. */
interface Pair {
  readonly quantizeId: NodeId;
  /** Scale and zero point. */
  readonly parameters: readonly ValueId[];
  readonly dequantized: ValueId;
}

class Insertion {
  private readonly patch: PatchBuilder;
  private readonly constants: QuantizedConstants;
  private readonly pairs = new Map<ValueId, Pair>();

  constructor(
    private readonly graph: Graph,
    private readonly selection: Selection,
    private readonly quantizations: ReadonlyMap<ValueId, Quantization>,
    private readonly scheme: QdqScheme,
  ) {
    this.patch = new PatchBuilder(graph);
    const uses = [...selection.nodes.values()].flatMap((integer) => this.weightUseOf(integer) ?? []);
    this.constants = new QuantizedConstants(graph, this.patch, scheme.weights, uses);
  }

  build(): Patch {
    const { quantized, integerOutputs, nodes } = this.selection;
    for (const value of quantized) if (!integerOutputs.has(value)) this.pairs.set(value, this.addPair(value, value));
    for (const integer of nodes.values()) this.addPairsBehind(integer);
    for (const integer of nodes.values()) {
      if (integer.kind === 'dynamic') this.rewireDynamic(integer);
      else this.rewire(integer);
    }
    for (const layer of this.layersTakenApart()) this.patch.ungroup(layer);
    return this.patch.build();
  }

  private addPairsBehind({ node }: IntegerNode): void {
    for (const raw of node.outputs) {
      if (raw === undefined) continue;
      const value = this.selection.clamps.get(raw)?.output ?? raw;
      if (!this.selection.integerOutputs.has(value)) continue;
      const pair = this.addPair(raw, value);
      this.pairs.set(value, pair);
      this.patch.replace(value, pair.dequantized);
      // Without a clamp between them, the replacement reached the new QuantizeLinear as well.
      this.patch.update(pair.quantizeId, { inputs: [raw, ...pair.parameters] });
    }
  }

  /** `from` through QuantizeLinear and DequantizeLinear by the quantization of `value`. */
  private addPair(from: ValueId, value: ValueId): Pair {
    const { dataType, scale, zeroPoint } = this.quantizationOf(value);
    const shape = findShape(this.graph, value);
    const typeOf = (element: DataType) => ({ kind: 'tensor' as const, dataType: element, ...(shape && { shape }) });
    const name = this.graph.values.get(value)?.name ?? '';
    const parameters = [
      this.patch.constant(tensorOfFloats([], Float32Array.of(scale)), `${name}_scale`),
      this.patch.constant(tensorOfNumbers(dataType, [], [zeroPoint]), `${name}_zero_point`),
    ];
    const quantize = this.patch.add({
      opType: 'QuantizeLinear',
      inputs: [from, ...parameters],
      outputTypes: [typeOf(dataType)],
      origins: [],
    });
    const dequantize = this.patch.add({
      opType: 'DequantizeLinear',
      inputs: [quantize.output, ...parameters],
      outputTypes: [typeOf('float32')],
      origins: [],
    });
    return { quantizeId: quantize.id, parameters, dequantized: dequantize.output };
  }

  private rewire(integer: IntegerNode): void {
    const { node, absorbs } = integer;
    const use = this.weightUseOf(integer);
    const replacements = new Map<ValueId, ValueId>();
    for (const [value, pair] of this.pairsAround(integer)) replacements.set(value, pair.dequantized);
    for (const constant of integer.constants) {
      replacements.set(constant, this.constants.operand(constant, this.scheme.activations));
    }
    if (use) {
      const { weight, bias } = use.operands;
      replacements.set(weight, this.constants.weight(use.operands));
      if (bias !== undefined && this.scheme.biases === 'int32') replacements.set(bias, this.constants.bias(use, bias));
    }
    const replaced = (input: ValueId | undefined) =>
      input === undefined ? undefined : (replacements.get(input) ?? input);
    const origins = [...(absorbs ? [absorbs.id] : []), ...this.clampsBehind(integer)];
    if (absorbs && use) {
      const operands = [integer.activations[0], use.operands.weight, use.operands.bias];
      this.patch.update(node.id, {
        opType: 'Gemm',
        inputs: operands.map(replaced),
        attributes: attributesOf({}),
        origins,
      });
    } else if (integer.averaging) {
      const weight = this.constants.averaging(integer.averaging, `${node.name || node.opType}_weight`);
      const window = [...node.attributes].filter(([name]) => ['kernel_shape', 'pads', 'strides'].includes(name));
      const attributes = new Map([...window, ...attributesOf({ group: integer.averaging[0] })]);
      this.patch.update(node.id, {
        opType: 'Conv',
        inputs: [...node.inputs.map(replaced), weight],
        attributes,
        origins,
      });
    } else {
      this.patch.update(node.id, { inputs: node.inputs.map(replaced), origins });
    }
  }

  /** ONNX has no product that quantizes its own input; ONNX Runtime has one of its own, which adds the bias too. */
  private rewireDynamic({ node, factor, weight, absorbs }: IntegerNode): void {
    invariant(factor !== undefined && weight, `Node ${node.id} has no factors`);
    this.patch.setOpset('com.microsoft', 1);
    const a = this.selection.integerOutputs.has(factor) ? this.pairs.get(factor)?.dequantized : factor;
    this.patch.update(node.id, {
      opType: 'DynamicQuantizeMatMul',
      domain: 'com.microsoft',
      inputs: [a, ...this.constants.weightParts(weight), ...(weight.bias === undefined ? [] : [weight.bias])],
      attributes: new Map(),
      origins: absorbs ? [absorbs.id] : [],
    });
  }

  /** What one kernel did in float32, others do on integers. */
  private layersTakenApart(): ReadonlySet<LayerId> {
    const layers = [...this.selection.nodes.keys()].map((id) => this.graph.layerOf.get(id));
    return new Set(layers.filter((layer) => layer !== undefined));
  }

  /** The quantized values among a node's inputs. */
  private pairsAround({ node, activations }: IntegerNode): readonly (readonly [ValueId, Pair])[] {
    return [...activations, ...node.inputs].flatMap((input) => {
      const pair = input === undefined ? undefined : this.pairs.get(input);
      const takesInteger =
        input !== undefined && (activations.includes(input) || this.selection.integerOutputs.has(input));
      return pair && takesInteger ? [[input, pair] as const] : [];
    });
  }

  private clampsBehind({ node }: IntegerNode): readonly NodeId[] {
    return node.outputs.flatMap((raw) => {
      const clamp = raw === undefined ? undefined : this.selection.clamps.get(raw);
      return clamp ? [clamp.node.id] : [];
    });
  }

  private weightUseOf({ weight, activations: [activation] }: IntegerNode): WeightUse | undefined {
    if (!weight || activation === undefined) return undefined;
    return {
      operands: weight,
      inputScale: this.quantizationOf(activation).scale,
      inputMeans: this.scheme.means?.get(activation),
    };
  }

  private quantizationOf(value: ValueId): Quantization {
    const quantization = this.quantizations.get(value);
    invariant(quantization, `Value ${value} has no quantization`);
    return quantization;
  }
}
