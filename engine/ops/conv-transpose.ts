import { type Dim, elementCountOf } from '../ir/shape.ts';
import { readInt, readInts } from './attributes.ts';
import { addDims, multiplyDims } from './dims.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp } from './op-spec.ts';
import { decodeWindow } from './spatial.ts';

/**
 * Transposed convolution.
 * Shapes: X [N, C, d1, ...], W [C, M/group, k1, ...], B [M] -> Y [N, M, o1, ...] with
 * o = stride * (d - 1) + output_padding + dilation * (k - 1) + 1 - pads, or as `output_shape` says.
 * Source: ONNX ConvTranspose-1, -11.
 */
export const convTranspose = defineOp({
  type: 'ConvTranspose',
  domain: '',
  inputs: ['X', 'W', 'B'],
  outputs: ['Y'],
  category: 'convolution',
  decodeAttributes: (attributes) => ({
    ...decodeWindow(attributes),
    group: readInt(attributes, 'group', 1),
    outputPadding: readInts(attributes, 'output_padding', undefined),
    outputShape: readInts(attributes, 'output_shape', undefined),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => {
    const [x, w] = [shape(0), shape(1)];
    if (!x) return [tensorType(dataType(0), undefined)];
    const rank = x.length - 2;
    const perGroup = w?.[1];
    const channels = typeof perGroup === 'number' ? perGroup * attributes.group : undefined;
    const { outputShape, autoPad } = attributes;
    if (outputShape) return [tensorType(dataType(0), [x[0], channels, ...outputShape.slice(-rank)])];
    const kernel = attributes.kernelShape ?? w?.slice(2) ?? unknownShape(rank);
    const spatial = x.slice(2).map((extent, axis): Dim => {
      const stride = attributes.strides?.[axis] ?? 1;
      const size = kernel?.[axis];
      if (autoPad.startsWith('SAME')) return multiplyDims(extent, stride);
      if (typeof size !== 'number') return undefined;
      const reach = (attributes.dilations?.[axis] ?? 1) * (size - 1) + 1;
      const pads = autoPad === 'VALID' ? 0 : (attributes.pads?.[axis] ?? 0) + (attributes.pads?.[axis + rank] ?? 0);
      return addDims(multiplyDims(extent, stride), (attributes.outputPadding?.[axis] ?? 0) + reach - pads - stride);
    });
    return [tensorType(dataType(0), [x[0], channels, ...spatial])];
  },
  cost: ({ inputShape }) => {
    const [x, w] = [inputShape(0), inputShape(1)];
    return x && w ? { macs: elementCountOf(x) * elementCountOf(w.slice(1)) } : undefined;
  },
});
