import { tensorNumbers } from '../ir/tensor.ts';
import { readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** A new axis of extent `depth` that holds values[1] at the index and values[0] elsewhere. Source: ONNX OneHot-9, -11. */
export const oneHot = defineOp({
  type: 'OneHot',
  domain: '',
  inputs: ['indices', 'depth', 'values'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: (attributes) => ({ axis: readInt(attributes, 'axis', -1) }),
  inferOutputs: ({ attributes: { axis }, shape, dataType, constant }) => {
    const indices = shape(0);
    if (!indices) return [tensorType(dataType(2), undefined)];
    const place = axis < 0 ? axis + indices.length + 1 : axis;
    const depth = constant(1);
    const extent = depth && tensorNumbers(depth)[0];
    return [tensorType(dataType(2), indices.toSpliced(place, 0, extent))];
  },
  cost: noMacs,
});
