import { normalizeAxis } from '../ir/shape.ts';
import { readInts } from './attributes.ts';
import { elementsOfFirst, tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Drops axes of extent 1: those named, or all. `axes` is an attribute before opset 13 and an input since. Source: ONNX Squeeze-1, -13. */
export const squeeze = defineOp({
  type: 'Squeeze',
  domain: '',
  inputs: ['data', 'axes'],
  outputs: ['squeezed'],
  category: 'shape',
  decodeAttributes: (attributes, opset) => ({ axes: opset < 13 ? readInts(attributes, 'axes', undefined) : undefined }),
  inferOutputs: ({ attributes, shape, dataType, ints, inputCount }) => {
    const x = shape(0);
    const axes = attributes.axes ?? ints(1);
    if (x && axes) {
      const dropped = new Set(axes.map((axis) => normalizeAxis(axis, x.length)));
      return [
        tensorType(
          dataType(0),
          x.filter((_, axis) => !dropped.has(axis)),
        ),
      ];
    }
    const isCertain = inputCount < 2 && x?.every((dim) => typeof dim === 'number');
    return [tensorType(dataType(0), isCertain ? x?.filter((dim) => dim !== 1) : undefined)];
  },
  inferElements: elementsOfFirst,
  cost: noMacs,
});
