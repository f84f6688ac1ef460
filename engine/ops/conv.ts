import { nominalElementCount } from '../ir/shape.ts';
import { readInt } from './attributes.ts';
import { defineOp } from './op-spec.ts';
import { decodeWindow, slideWindow } from './spatial.ts';

/**
 * Convolution.
 * Shapes: X [N, C, d1, ..., dk], W [M, C/group, k1, ..., kk], B [M] -> Y [N, M, o1, ..., ok].
 * Source: ONNX Conv-1, -11, -22.
 */
export const conv = defineOp({
  type: 'Conv',
  domain: '',
  inputs: ['X', 'W', 'B'],
  outputs: ['Y'],
  category: 'convolution',
  decodeAttributes: (attributes) => ({ ...decodeWindow(attributes), group: readInt(attributes, 'group', 1) }),
  inferOutputs: ({ attributes, shape, dataType }) => {
    const [x, w] = [shape(0), shape(1)];
    const type = dataType(0);
    const base = { kind: 'tensor' as const, ...(type && { dataType: type }) };
    if (!x || !w) return [base];
    const kernel = attributes.kernelShape ?? w.slice(2).map((extent) => (typeof extent === 'number' ? extent : 1));
    return [{ ...base, shape: [x[0], w[0], ...slideWindow(x.slice(2), kernel, attributes)] }];
  },
  cost: ({ inputShape, outputShape }) => {
    const [w, y] = [inputShape(1), outputShape(0)];
    return w && y ? { macs: nominalElementCount(y) * nominalElementCount(w.slice(1)) } : undefined;
  },
});
