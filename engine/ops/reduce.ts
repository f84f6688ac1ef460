import { normalizeAxis, type Shape } from '../ir/shape.ts';
import { readFlag, readInts } from './attributes.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Combines the elements along `axes` into one. No axes means all, or, with `noop_with_empty_axes`, none.
 * `axes` is an attribute before opset 18 (13 for ReduceSum) and an input since. Source: ONNX Reduce*-1, -11, -13, -18.
 */
const reduction = <const T extends string>(type: T, inputSince = 18) =>
  defineOp({
    type,
    domain: '',
    inputs: ['data', 'axes'],
    outputs: ['reduced'],
    category: 'pooling',
    decodeAttributes: (attributes, opset) => ({
      axes: opset < inputSince ? readInts(attributes, 'axes', undefined) : undefined,
      keepDims: readFlag(attributes, 'keepdims', true),
      noopWithEmptyAxes: readFlag(attributes, 'noop_with_empty_axes', false),
    }),
    inferOutputs: ({ attributes, shape, dataType, ints, type }) => {
      const data = shape(0);
      const hasAxesInput = !attributes.axes && type(1) !== undefined && shape(1)?.[0] !== 0;
      const axes = attributes.axes ?? ints(1) ?? (hasAxesInput ? undefined : []);
      if (!data) return [tensorType(dataType(0), undefined)];
      if (!axes) return [tensorType(dataType(0), attributes.keepDims ? unknownShape(data.length) : undefined)];
      return [tensorType(dataType(0), reducedShape(data, axes, attributes))];
    },
    cost: noMacs,
  });

export const reductions = [
  reduction('ReduceL1'),
  reduction('ReduceL2'),
  reduction('ReduceLogSum'),
  reduction('ReduceLogSumExp'),
  reduction('ReduceMax'),
  reduction('ReduceMean'),
  reduction('ReduceMin'),
  reduction('ReduceProd'),
  reduction('ReduceSum', 13),
  reduction('ReduceSumSquare'),
] as const;

/** The axes that are reduced, counted from the start. */
export function reducedAxes(rank: number, axes: readonly number[], noopWithEmptyAxes: boolean): ReadonlySet<number> {
  if (axes.length > 0) return new Set(axes.map((axis) => normalizeAxis(axis, rank)));
  return new Set(noopWithEmptyAxes ? [] : Array.from({ length: rank }, (_, axis) => axis));
}

function reducedShape(
  data: Shape,
  axes: readonly number[],
  { keepDims, noopWithEmptyAxes }: { readonly keepDims: boolean; readonly noopWithEmptyAxes: boolean },
): Shape {
  const reduced = reducedAxes(data.length, axes, noopWithEmptyAxes);
  return keepDims
    ? data.map((dim, axis) => (reduced.has(axis) ? 1 : dim))
    : data.filter((_, axis) => !reduced.has(axis));
}
