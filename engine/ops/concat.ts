import { type Dim, findAxis } from '../ir/shape.ts';
import { readInt } from './attributes.ts';
import { addDims } from './dims.ts';
import { tensorType, withDim } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, place, rowMajorStrides, single, steps } from './tensor-math.ts';

/** The inputs side by side along `axis`; all other dimensions are equal. Source: ONNX Concat-4, -13 (Concat-1: axis 1 by default). */
export const concat = defineOp({
  type: 'Concat',
  domain: '',
  inputs: ['inputs...'],
  outputs: ['concat_result'],
  category: 'concat',
  decodeAttributes: (attributes) => ({ axis: readInt(attributes, 'axis', 1) }),
  inferOutputs: ({ attributes: { axis }, inputCount, shape, dataType }) => {
    let result = shape(0);
    let extent: Dim = result?.at(axis);
    for (let input = 1; input < inputCount; input++) {
      const other = shape(input);
      if (!result) result = other;
      extent = addDims(extent, other?.at(axis));
      result = result?.map((dim, index) => (typeof dim === 'number' ? dim : (other?.[index] ?? dim)));
    }
    return [tensorType(dataType(0), result && withDim(result, axis, extent))];
  },
  inferElements: ({ inputCount, symbolicInts }) => {
    const elements: Dim[] = [];
    for (let input = 0; input < inputCount; input++) {
      const part = symbolicInts(input);
      if (!part) return [undefined];
      elements.push(...part);
    }
    return [elements];
  },
  cost: noMacs,
  evaluate: ({ attributes, inputs }) => {
    const parts = inputs.filter((input) => input !== undefined);
    const [first] = parts;
    if (!first || parts.length < inputs.length) return undefined;
    const axis = findAxis(attributes.axis, first.dims.length);
    if (axis === undefined) return undefined;
    const dims = first.dims.with(
      axis,
      parts.reduce((sum, part) => sum + (part.dims[axis] ?? 0), 0),
    );
    const strides = rowMajorStrides(dims);
    let start = 0;
    const placed = parts.map((tensor) => {
      const offsets = offsetsOf(
        tensor.dims.map((count, index) => steps(count, strides[index] ?? 0)),
        start,
      );
      start += (tensor.dims[axis] ?? 0) * (strides[axis] ?? 0);
      return { tensor, offsets };
    });
    return single(place(dims, placed));
  },
});
