import type { Dim } from '../ir/shape.ts';
import { normalizeAxis } from '../ir/shape.ts';
import { readInts } from './attributes.ts';
import { elementsOfFirst, tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

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
    const x = shape(0);
    const axes = attributes.axes ?? ints(1);
    if (!x || !axes) return [tensorType(dataType(0), undefined)];
    const rank = x.length + axes.length;
    const inserted = new Set(axes.map((axis) => normalizeAxis(axis, rank)));
    const kept = x.values();
    const shapeOut = Array.from({ length: rank }, (_, axis): Dim => (inserted.has(axis) ? 1 : kept.next().value));
    return [tensorType(dataType(0), shapeOut)];
  },
  inferElements: elementsOfFirst,
  cost: noMacs,
});
