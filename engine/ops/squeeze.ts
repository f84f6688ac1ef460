import { normalizeAxis } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { readInts } from './attributes.ts';
import { elementsOfFirst, tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { reshaped, single } from './tensor-math.ts';

/** Drops axes of extent 1: those named, or all. `axes` is an attribute before opset 13 and an input since. Source: ONNX Squeeze-1, -13. */
export const squeeze = defineOp({
  type: 'Squeeze',
  domain: '',
  inputs: ['data', 'axes'],
  outputs: ['squeezed'],
  category: 'shape',
  decodeAttributes: (attributes, opset) => ({ axes: opset < 13 ? readInts(attributes, 'axes', undefined) : undefined }),
  inferOutputs: ({ attributes, shape, dataType, ints, type }) => {
    const data = shape(0);
    const axes = attributes.axes ?? ints(1);
    if (data && axes) return [tensorType(dataType(0), withoutAxes(data, axes))];
    const isCertain = !type(1) && data?.every((dim) => typeof dim === 'number');
    return [tensorType(dataType(0), isCertain ? data?.filter((dim) => dim !== 1) : undefined)];
  },
  inferElements: elementsOfFirst,
  cost: noMacs,
  evaluate: ({ attributes, inputs: [data, axes] }) => {
    const named = attributes.axes ?? (axes && tensorInts(axes));
    const dims = named ? data && withoutAxes(data.dims, named) : data?.dims.filter((extent) => extent !== 1);
    return single(data && dims && reshaped(data, dims));
  },
});

function withoutAxes<D>(dims: readonly D[], axes: readonly number[]): readonly D[] {
  const dropped = new Set(axes.map((axis) => normalizeAxis(axis, dims.length)));
  return dims.filter((_, axis) => !dropped.has(axis));
}
