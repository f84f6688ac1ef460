import { isStatic, type Shape } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { readFlag, readInts } from './attributes.ts';
import { quotientOf } from './dims.ts';
import { elementsOfFirst, tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { reshaped, single } from './tensor-math.ts';

/**
 * The same elements in another shape. In `shape`, 0 copies the input's dimension (unless `allowzero`), one -1 takes what
 * is left. An attribute before opset 5, an input since. Source: ONNX Reshape-1, -5, -14.
 */
export const reshape = defineOp({
  type: 'Reshape',
  domain: '',
  inputs: ['data', 'shape'],
  outputs: ['reshaped'],
  category: 'shape',
  decodeAttributes: (attributes, opset) => ({
    shape: opset < 5 ? readInts(attributes, 'shape', undefined) : undefined,
    allowZero: readFlag(attributes, 'allowzero', false),
  }),
  inferOutputs: ({ attributes, shape, dataType, symbolicInts }) => {
    const target = attributes.shape ?? symbolicInts(1);
    if (target) return [tensorType(dataType(0), reshapedShape(shape(0), target, attributes.allowZero))];
    const rank = shape(1)?.[0];
    return [tensorType(dataType(0), typeof rank === 'number' ? unknownShape(rank) : undefined)];
  },
  inferElements: elementsOfFirst,
  cost: noMacs,
  evaluate: ({ attributes, inputs: [data, shape] }) => {
    const target = attributes.shape ?? (shape && tensorInts(shape));
    const dims = data && target && reshapedShape(data.dims, target, attributes.allowZero);
    return single(data && dims && isStatic(dims) ? reshaped(data, dims) : undefined);
  },
});

/** The shape that a target with 0 and -1 in it stands for. */
export function reshapedShape(data: Shape | undefined, target: Shape, allowZero: boolean): Shape {
  const copied = target.map((dim, axis) => (dim === 0 && !allowZero ? data?.[axis] : dim));
  const free = copied.indexOf(-1);
  if (free < 0) return data ? completed(data, copied) : copied;
  const rest = copied.filter((_, axis) => axis !== free);
  return copied.with(free, data && quotientOf(data, rest));
}

/** A single unknown dimension follows from the element count, as -1 would. */
function completed(data: Shape, target: Shape): Shape {
  const unknown = target.indexOf(undefined);
  if (unknown < 0 || target.lastIndexOf(undefined) !== unknown) return target;
  return target.with(unknown, quotientOf(data, target.toSpliced(unknown, 1)));
}
