import { invariant } from '../../errors.ts';
import { attributesOf } from '../../ir/build.ts';
import type { Graph, ValueId } from '../../ir/graph.ts';
import type { PatchBuilder } from '../../ir/patch.ts';
import { findConstant } from '../../ir/query.ts';
import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorFloats, tensorOfFloats, tensorOfNumbers } from '../../ir/tensor.ts';
import { biasShift } from './bias-shift.ts';
import type { WeightOperands } from './integer-node.ts';
import {
  leastScaleFor,
  type QuantizedWeight,
  quantizeBias,
  quantizeWeight,
  type WeightScheme,
} from './quantize-weight.ts';
import { type QuantizedType, quantizationOf, quantize, type ValueRange } from './scheme.ts';

/** A user of a weight: what it adds to the products, and in units of which input scale. */
export interface WeightUse {
  readonly operands: WeightOperands;
  readonly inputScale: number;
  /** Means of the input's channels: the bias then takes back what rounding the weights adds on average. */
  readonly inputMeans?: Float64Array | undefined;
}

/** A quantized constant as the inputs of a DequantizeLinear: integers, scale, zero point. */
export type QuantizedParts = readonly [quantized: ValueId, scale: ValueId, zeroPoint: ValueId];

/** Adds constants in 8 or 32 bits; each weight once, whoever shares it. */
export class QuantizedConstants {
  private readonly weights = new Map<
    ValueId,
    { readonly quantized: QuantizedWeight; readonly parts: QuantizedParts }
  >();
  private readonly dequantizedWeights = new Map<ValueId, ValueId>();
  private readonly usesOfWeight = new Map<ValueId, WeightUse[]>();

  constructor(
    private readonly graph: Graph,
    private readonly patch: PatchBuilder,
    private readonly scheme: WeightScheme,
    uses: Iterable<WeightUse>,
  ) {
    for (const use of uses) {
      const known = this.usesOfWeight.get(use.operands.weight);
      if (known) known.push(use);
      else this.usesOfWeight.set(use.operands.weight, [use]);
    }
  }

  /** A weight as it comes back to float32. */
  weight(operands: WeightOperands): ValueId {
    const known = this.dequantizedWeights.get(operands.weight);
    if (known !== undefined) return known;
    const { quantized, parts } = this.addWeight(operands);
    const value = this.dequantize(parts, quantized.tensor.dims, operands.axis);
    this.dequantizedWeights.set(operands.weight, value);
    return value;
  }

  weightParts(operands: WeightOperands): QuantizedParts {
    return this.addWeight(operands).parts;
  }

  /** The bias as int32 in units of inputScale * weight scale. */
  bias({ operands, inputScale, inputMeans }: WeightUse, bias: ValueId): ValueId {
    const weight = this.addWeight(operands).quantized;
    const shift = inputMeans && biasShift(this.constantOf(operands.weight), weight, inputMeans);
    const quantized = quantizeBias(this.constantOf(bias), inputScale, weight.scales, shift);
    const axis = quantized.scales.length === 1 ? undefined : 0;
    return this.dequantize(
      this.add(this.nameOf(bias), quantized.tensor, quantized.scales, 0, axis),
      quantized.tensor.dims,
      axis,
    );
  }

  /** A depthwise weight that averages over its window. Shapes: dims [C, 1, kH, kW]. */
  averaging(dims: readonly number[], name: string): ValueId {
    const share = 1 / elementCountOf(dims.slice(2));
    const equal = tensorOfFloats(dims, new Float32Array(elementCountOf(dims)).fill(share));
    const { tensor, scales, zeroPoint } = quantizeWeight(equal, 0, this.scheme);
    return this.dequantize(this.add(name, tensor, scales, zeroPoint, 0), dims, 0);
  }

  /** A constant operand, quantized like an activation. */
  operand(constant: ValueId, dataType: QuantizedType): ValueId {
    const tensor = this.constantOf(constant);
    const values = tensorFloats(tensor);
    const quantization = quantizationOf(rangeOf(values), dataType, 'asymmetric') ?? {
      dataType,
      scale: 1,
      zeroPoint: 0,
    };
    const quantized = tensorOfNumbers(
      dataType,
      tensor.dims,
      Array.from(values, (value) => quantize(value, quantization)),
    );
    const { scale, zeroPoint } = quantization;
    return this.dequantize(
      this.add(this.nameOf(constant), quantized, Float32Array.of(scale), zeroPoint, undefined),
      tensor.dims,
      undefined,
    );
  }

  private addWeight({ weight, axis }: WeightOperands) {
    const known = this.weights.get(weight);
    if (known) return known;
    const quantized = quantizeWeight(this.constantOf(weight), axis, this.scheme, this.leastScalesOf(weight));
    const parts = this.add(this.nameOf(weight), quantized.tensor, quantized.scales, quantized.zeroPoint, axis);
    const added = { quantized, parts };
    this.weights.set(weight, added);
    return added;
  }

  /** By channel, what the biases of all users of a weight ask of its scales. */
  private leastScalesOf(weight: ValueId): (channel: number) => number {
    const uses = (this.usesOfWeight.get(weight) ?? []).flatMap(({ operands, inputScale }) => {
      const bias = findConstant(this.graph, operands.bias);
      return bias ? [{ values: tensorFloats(bias), inputScale }] : [];
    });
    return (channel) =>
      uses.reduce(
        (least, { values, inputScale }) => Math.max(least, leastScaleFor(values[channel] ?? 0, inputScale)),
        0,
      );
  }

  private add(
    name: string,
    quantized: Tensor,
    scales: Float32Array,
    zeroPoint: number,
    axis: number | undefined,
  ): QuantizedParts {
    const dims = axis === undefined ? [] : [scales.length];
    const zeroPoints = Array<number>(elementCountOf(dims)).fill(zeroPoint);
    return [
      this.patch.constant(quantized, `${name}_quantized`),
      this.patch.constant(tensorOfFloats(dims, scales), `${name}_scale`),
      this.patch.constant(tensorOfNumbers(quantized.dataType, dims, zeroPoints), `${name}_zero_point`),
    ];
  }

  private dequantize(inputs: QuantizedParts, shape: readonly number[], axis: number | undefined): ValueId {
    return this.patch.add({
      opType: 'DequantizeLinear',
      inputs,
      outputTypes: [{ kind: 'tensor', dataType: 'float32', shape }],
      attributes: attributesOf({ axis }),
      origins: [],
    }).output;
  }

  private nameOf(value: ValueId): string {
    return this.graph.values.get(value)?.name ?? '';
  }

  private constantOf(value: ValueId): Tensor {
    const tensor = findConstant(this.graph, value);
    invariant(tensor, `Value ${value} is no constant`);
    return tensor;
  }
}

function rangeOf(values: Float32Array): ValueRange {
  let [min, max] = [0, 0];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
