import { type Dim, normalizeAxis } from '../ir/shape.ts';
import { readChoice, readFloat, readInts } from './attributes.ts';
import { addDims } from './dims.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Adds elements before and after each axis; negative pads remove some. `pads` holds every begin, then every end.
 * Attributes (`paddings` in opset 1) before opset 11, inputs since; `axes` from 18 on. Source: ONNX Pad-2, -11, -13, -18, -19.
 */
export const pad = defineOp({
  type: 'Pad',
  domain: '',
  inputs: ['data', 'pads', 'constant_value', 'axes'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes, opset) => ({
    mode: readChoice(attributes, 'mode', ['constant', 'reflect', 'edge', 'wrap'], 'constant'),
    pads: opset < 11 ? readInts(attributes, opset < 2 ? 'paddings' : 'pads', undefined) : undefined,
    value: opset < 11 ? readFloat(attributes, 'value', 0) : undefined,
  }),
  inferOutputs: ({ attributes, shape, dataType, symbolicInts, ints, inputCount }) => {
    const data = shape(0);
    const pads = attributes.pads ?? symbolicInts(1);
    const axes = inputCount > 3 ? ints(3) : data?.map((_, axis) => axis);
    if (!data || !axes || !pads) return [tensorType(dataType(0), data && unknownShape(data.length))];
    const result: Dim[] = data.slice();
    axes.forEach((written, index) => {
      const axis = normalizeAxis(written, data.length);
      result[axis] = addDims(addDims(data[axis], pads[index]), pads[index + axes.length]);
    });
    return [tensorType(dataType(0), result)];
  },
  cost: noMacs,
});
