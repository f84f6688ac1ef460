import { type Dim, normalizeAxis, type Shape } from '../ir/shape.ts';
import { type Tensor, tensorInts } from '../ir/tensor.ts';
import { type Combination, type ElementFunction, maximum, minimum, reduceElements } from './arithmetic.ts';
import { readFlag, readInts } from './attributes.ts';
import { productOf } from './dims.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { reshaped, single } from './tensor-math.ts';

/**
 * Combines the elements along `axes` into one. No axes means all, or, with `noop_with_empty_axes`, none.
 * `axes` is an attribute before opset 18 (13 for ReduceSum) and an input since. Source: ONNX Reduce*-1, -11, -13, -18.
 */
const reduction = <const T extends string>(
  type: T,
  combination?: Combination,
  extra: {
    readonly axesInputSince?: number;
    /** The function on the elements of a shape, of which some have only names. */
    readonly onDims?: (dims: Shape) => Dim;
  } = {},
) =>
  defineOp({
    type,
    domain: '',
    inputs: ['data', 'axes'],
    outputs: ['reduced'],
    category: 'pooling',
    decodeAttributes: (attributes, opset) => ({
      axes: opset < (extra.axesInputSince ?? 18) ? readInts(attributes, 'axes', undefined) : undefined,
      keepDims: readFlag(attributes, 'keepdims', true),
      noopWithEmptyAxes: readFlag(attributes, 'noop_with_empty_axes', false),
    }),
    inferOutputs: ({ attributes, shape, dataType, ints, type }) => {
      const data = shape(0);
      const isOpen = !attributes.axes && type(1) !== undefined && shape(1)?.[0] !== 0;
      const axes = attributes.axes ?? ints(1) ?? (isOpen ? undefined : []);
      if (!data) return [tensorType(dataType(0), undefined)];
      if (!axes) return [tensorType(dataType(0), attributes.keepDims ? unknownShape(data.length) : undefined)];
      const reduced = reducedAxes(data.length, axes, attributes.noopWithEmptyAxes);
      return [tensorType(dataType(0), reducedShape(data, reduced, attributes.keepDims))];
    },
    inferElements: ({ shape, symbolicInts }) => {
      const elements = shape(0)?.length === 1 ? symbolicInts(0) : undefined;
      const result = elements && extra.onDims?.(elements);
      return [result === undefined ? undefined : [result]];
    },
    cost: noMacs,
    evaluate: ({ attributes, inputs: [data, axesInput] }) => {
      if (!data || !combination) return undefined;
      const axes = attributes.axes ?? (axesInput ? tensorInts(axesInput) : []);
      const reduced = reducedAxes(data.dims.length, axes, attributes.noopWithEmptyAxes);
      if (reduced.size === 0 && attributes.noopWithEmptyAxes) return [data];
      const result = reduceElements(data, reduced, combination);
      return single(result && withoutKept(result, reduced, attributes.keepDims));
    },
  });

const zero = { float: 0, integer: 0n };

const plus = (sum: number, x: number): number => sum + x;

const plusSquare = (sum: number, x: number): number => sum + x * x;

const add: ElementFunction = { float: plus, integer: (sum, x) => sum + x };

const addMagnitude: ElementFunction = {
  float: (sum, x) => sum + Math.abs(x),
  integer: (sum, x) => sum + (x < 0n ? -x : x),
};

const addSquare: ElementFunction = { float: plusSquare, integer: (sum, x) => sum + x * x };

const average: ElementFunction = {
  float: (sum, count) => sum / count,
  integer: (sum, count) => (count === 0n ? undefined : sum / count),
};

export const reductions = [
  reduction('ReduceL1', { step: addMagnitude, initial: zero }),
  reduction('ReduceL2', {
    step: { float: plusSquare },
    initial: zero,
    finish: { float: Math.sqrt },
  }),
  reduction('ReduceLogSum', { step: { float: plus }, initial: zero, finish: { float: Math.log } }),
  reduction('ReduceLogSumExp'),
  reduction('ReduceMax', { step: maximum, initial: 'first' }),
  reduction('ReduceMean', { step: add, initial: zero, finish: average }),
  reduction('ReduceMin', { step: minimum, initial: 'first' }),
  reduction(
    'ReduceProd',
    {
      step: { float: (product, x) => product * x, integer: (product, x) => product * x },
      initial: { float: 1, integer: 1n },
    },
    { onDims: productOf },
  ),
  reduction('ReduceSum', { step: add, initial: zero }, { axesInputSince: 13 }),
  reduction('ReduceSumSquare', { step: addSquare, initial: zero }),
] as const;

/** The axes that are reduced, counted from the start. */
function reducedAxes(rank: number, axes: readonly number[], noopWithEmptyAxes: boolean): ReadonlySet<number> {
  if (axes.length > 0) return new Set(axes.map((axis) => normalizeAxis(axis, rank)));
  return new Set(noopWithEmptyAxes ? [] : Array.from({ length: rank }, (_, axis) => axis));
}

const reducedShape = (data: Shape, reduced: ReadonlySet<number>, keepDims: boolean): Shape =>
  keepDims ? data.map((dim, axis) => (reduced.has(axis) ? 1 : dim)) : data.filter((_, axis) => !reduced.has(axis));

const withoutKept = (tensor: Tensor, reduced: ReadonlySet<number>, keepDims: boolean): Tensor | undefined =>
  keepDims
    ? tensor
    : reshaped(
        tensor,
        tensor.dims.filter((_, axis) => !reduced.has(axis)),
      );
