import { isNumeric, tensorNumbers, tensorOfNumbers } from '../ir/tensor.ts';
import { readDataType, readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { scaleOffsets } from './quantization-math.ts';

/**
 * y = (x - x_zero_point) * x_scale. Scale and zero point are scalars, vectors along `axis`, or, with `block_size`, one per
 * block. The output type is the scale's, or `output_dtype`. Source: ONNX DequantizeLinear-10, -13, -21, -23.
 */
export const dequantizeLinear = defineOp({
  type: 'DequantizeLinear',
  domain: '',
  inputs: ['x', 'x_scale', 'x_zero_point'],
  outputs: ['y'],
  category: 'quantize',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', 1),
    blockSize: readInt(attributes, 'block_size', 0),
    outputDataType: readDataType(attributes, 'output_dtype', undefined),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(attributes.outputDataType ?? dataType(1) ?? 'float32', shape(0)),
  ],
  cost: noMacs,
  evaluate: ({ attributes: { axis, blockSize, outputDataType }, inputs: [x, scale, zeroPoint] }) => {
    if (!x || !scale || !isNumeric(x.dataType)) return undefined;
    const offsets = scaleOffsets(x.dims, scale, axis, blockSize);
    if (!offsets) return undefined;
    const [values, scales, zeros] = [tensorNumbers(x), tensorNumbers(scale), zeroPoint && tensorNumbers(zeroPoint)];
    const results = new Float32Array(offsets.length);
    for (const [index, offset] of offsets.entries()) {
      results[index] = Math.fround((values[index] ?? 0) - (zeros?.[offset] ?? 0)) * (scales[offset] ?? 0);
    }
    return [tensorOfNumbers(outputDataType ?? scale.dataType, x.dims, results)];
  },
});
