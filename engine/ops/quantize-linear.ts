import type { DataType } from '../ir/data-type.ts';
import { isNumeric, tensorNumbers, tensorOfNumbers } from '../ir/tensor.ts';
import { readDataType, readFlag, readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { scaleOffsets } from './quantization-math.ts';
import { roundHalfEven } from './rounding.ts';

/**
 * y = saturate(round(x / y_scale) + y_zero_point), ties to even. Scale and zero point are scalars, vectors along `axis`,
 * or, with `block_size`, one per block. The output type is the zero point's, else `output_dtype`, else uint8.
 * Source: ONNX QuantizeLinear-10, -13, -21.
 */
export const quantizeLinear = defineOp({
  type: 'QuantizeLinear',
  domain: '',
  inputs: ['x', 'y_scale', 'y_zero_point'],
  outputs: ['y'],
  category: 'quantize',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', 1),
    blockSize: readInt(attributes, 'block_size', 0),
    outputDataType: readDataType(attributes, 'output_dtype', undefined),
    saturate: readFlag(attributes, 'saturate', true),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(dataType(2) ?? attributes.outputDataType ?? 'uint8', shape(0)),
  ],
  cost: noMacs,
  evaluate: ({ attributes: { axis, blockSize, outputDataType }, inputs: [x, scale, zeroPoint] }) => {
    const dataType = zeroPoint?.dataType ?? outputDataType ?? 'uint8';
    const range = ranges.get(dataType);
    if (!x || !scale || !range || !isNumeric(x.dataType)) return undefined;
    const offsets = scaleOffsets(x.dims, scale, axis, blockSize);
    if (!offsets) return undefined;
    const [values, scales, zeros] = [tensorNumbers(x), tensorNumbers(scale), zeroPoint && tensorNumbers(zeroPoint)];
    const quantized = offsets.map((offset, index) => {
      const ratio = Math.fround((values[index] ?? 0) / (scales[offset] ?? 1));
      return Math.max(range[0], Math.min(range[1], roundHalfEven(ratio) + (zeros?.[offset] ?? 0)));
    });
    return [tensorOfNumbers(dataType, x.dims, quantized)];
  },
});

const ranges: ReadonlyMap<DataType, readonly [number, number]> = new Map<DataType, readonly [number, number]>([
  ['int8', [-128, 127]],
  ['uint8', [0, 255]],
  ['int16', [-32768, 32767]],
  ['uint16', [0, 65535]],
]);
