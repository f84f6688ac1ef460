import { normalizeAxis } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { readInts } from './attributes.ts';
import { elementsOfFirst, tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { reshaped, single } from './tensor-math.ts';

/**
 * Inserts axes of extent 1, at the places they have in the result. `axes` is an attribute before opset 13 and an input
 * since. Source: ONNX Unsqueeze-1, -11, -13.
 */
export const unsqueeze = defineOp({
  type: 'Unsqueeze',
  domain: '',
  inputs: ['data', 'axes'],
  outputs: ['expanded'],
  category: 'shape',
  decodeAttributes: (attributes, opset) => ({ axes: opset < 13 ? readInts(attributes, 'axes', undefined) : undefined }),
  inferOutputs: ({ attributes, shape, dataType, ints }) => {
    const data = shape(0);
    const axes = attributes.axes ?? ints(1);
    return [tensorType(dataType(0), data && axes && withAxes(data, axes))];
  },
  inferElements: elementsOfFirst,
  cost: noMacs,
  evaluate: ({ attributes, inputs: [data, axes] }) => {
    const named = attributes.axes ?? (axes && tensorInts(axes));
    return single(data && named && reshaped(data, withAxes(data.dims, named)));
  },
});

function withAxes<D>(dims: readonly D[], axes: readonly number[]): readonly (D | 1)[] {
  const rank = dims.length + axes.length;
  const result: (D | 1)[] = dims.slice();
  for (const axis of axes.map((written) => normalizeAxis(written, rank)).sort((a, b) => a - b))
    result.splice(axis, 0, 1);
  return result;
}
