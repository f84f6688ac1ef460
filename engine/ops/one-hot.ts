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
  inferOutputs: ({ attributes: { axis }, shape, dataType, symbolicInts }) => {
    const indices = shape(0);
    if (!indices) return [tensorType(dataType(2), undefined)];
    const place = axis < 0 ? axis + indices.length + 1 : axis;
    return [tensorType(dataType(2), indices.toSpliced(place, 0, symbolicInts(1)?.[0]))];
  },
  cost: noMacs,
});
