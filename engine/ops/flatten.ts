import { isStatic, type Shape } from '../ir/shape.ts';
import { readInt } from './attributes.ts';
import { productOf } from './dims.ts';
import { elementsOfFirst, tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { reshaped, single } from './tensor-math.ts';

/** A matrix: rows are the axes before `axis`, columns the others. Source: ONNX Flatten-1, -9, -11, -13. */
export const flatten = defineOp({
  type: 'Flatten',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes) => ({ axis: readInt(attributes, 'axis', 1) }),
  inferOutputs: ({ attributes: { axis }, shape, dataType }) => {
    const x = shape(0);
    return [tensorType(dataType(0), x ? flattenedShape(x, axis) : [undefined, undefined])];
  },
  inferElements: elementsOfFirst,
  cost: noMacs,
  evaluate: ({ attributes: { axis }, inputs: [x] }) => {
    const dims = x && flattenedShape(x.dims, axis);
    return single(x && dims && isStatic(dims) ? reshaped(x, dims) : undefined);
  },
});

const flattenedShape = (x: Shape, axis: number): Shape => [productOf(x.slice(0, axis)), productOf(x.slice(axis))];
