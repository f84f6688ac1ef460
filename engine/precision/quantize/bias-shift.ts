import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorBytes, tensorFloats } from '../../ir/tensor.ts';
import type { QuantizedWeight } from './quantize-weight.ts';

/**
 * What rounding the weights adds to each output on average, which the bias is to take back: sum over inputs of
 * (W_quantized - W) * E[x]. Zeros of padding are not considered.
 * Shapes: weight [M, C/group, k...] of a Conv, or [K, N], or [N, K] where `axis` is 0; means [C] or [K]; result [M] or [N].
 * Source: M. Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction" (2019), section 4.2, with
 * means that were observed.
 */
export function biasShift(weight: Tensor, quantized: QuantizedWeight, means: Float64Array): Float64Array | undefined {
  const { axis, scales, zeroPoint } = quantized;
  const values = tensorFloats(weight);
  const bytes = tensorBytes(quantized.tensor);
  const isSigned = quantized.tensor.dataType === 'int8';
  const errorAt = (index: number, channel: number): number => {
    const byte = bytes[index] ?? 0;
    const integer = isSigned ? (byte << 24) >> 24 : byte;
    return (integer - zeroPoint) * (scales[scales.length === 1 ? 0 : channel] ?? 1) - (values[index] ?? 0);
  };
  const [first = 0, second = 0] = weight.dims;
  if (axis === 1) {
    if (weight.dims.length !== 2 || means.length !== first) return undefined;
    const shift = new Float64Array(second);
    for (let index = 0; index < values.length; index++) {
      const column = index % second;
      shift[column] = (shift[column] ?? 0) + errorAt(index, column) * (means[Math.floor(index / second)] ?? 0);
    }
    return shift;
  }
  if (axis !== 0 || means.length % second !== 0) return undefined;
  const windowSize = elementCountOf(weight.dims.slice(2));
  const groupSize = first / (means.length / second);
  const shift = new Float64Array(first);
  for (let output = 0; output < first; output++) {
    const firstInput = Math.floor(output / groupSize) * second;
    let sum = 0;
    for (let input = 0; input < second; input++) {
      const mean = means[firstInput + input] ?? 0;
      const start = (output * second + input) * windowSize;
      for (let index = start; index < start + windowSize; index++) sum += errorAt(index, output) * mean;
    }
    shift[output] = sum;
  }
  return shift;
}
