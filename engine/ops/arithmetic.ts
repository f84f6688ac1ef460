import type { DataType } from '../ir/data-type.ts';
import { broadcastShapes, elementCountOf, isStatic, sameShape } from '../ir/shape.ts';
import { type Tensor, tensorOfNumbers } from '../ir/tensor.ts';
import { readElements, tensorOfIntegers } from './elements.ts';
import { broadcastOffsets, MAX_ELEMENTS, offsetsOf, rowMajorStrides, steps } from './tensor-math.ts';

/**
 * Arithmetic on tensors as the runtime does it: floats are computed in double precision and rounded once to their type,
 * which is what the type's own arithmetic gives for + - * / and sqrt; integers are exact and wrap around.
 */

/** A function of one or two elements, written for the kinds of numbers that it is defined on. */
export interface ElementFunction {
  readonly float?: (a: number, b: number) => number;
  /** Undefined where it has no result, as for division by 0: then nothing is folded. */
  readonly integer?: (a: bigint, b: bigint) => bigint | undefined;
}

/** A truth value of both kinds of numbers. */
export const predicate = (holds: (a: number | bigint, b: number | bigint) => boolean): ElementFunction => ({
  float: (a, b) => (holds(a, b) ? 1 : 0),
  integer: (a, b) => (holds(a, b) ? 1n : 0n),
});

export const maximum: ElementFunction = {
  float: Math.max,
  integer: (a, b) => {
    if (a > b) return a;
    return b;
  },
};

export const minimum: ElementFunction = {
  float: Math.min,
  integer: (a, b) => {
    if (a < b) return a;
    return b;
  },
};

/**
 * Applies a function to the elements of one tensor, or of two that broadcast to each other. Both have one type, which is
 * also the result's unless `resultType` says otherwise.
 */
export function mapElements(
  tensors: readonly (Tensor | undefined)[],
  { float, integer }: ElementFunction,
  resultType?: DataType,
): Tensor | undefined {
  const [first] = tensors;
  const second = tensors.length === 1 ? first : tensors[1];
  if (!first || !second || tensors.length > 2 || first.dataType !== second.dataType) return undefined;
  const dims = broadcastShapes(first.dims, second.dims);
  if (!dims || !isStatic(dims) || elementCountOf(dims) > MAX_ELEMENTS) return undefined;
  const [a, b] = [readElements(first), readElements(second)];
  const [fromA, fromB] = [first, second].map((tensor) =>
    sameShape(tensor.dims, dims) ? undefined : broadcastOffsets(tensor.dims, dims),
  );
  const dataType = resultType ?? first.dataType;
  const count = elementCountOf(dims);
  if (a?.kind === 'integer' && b?.kind === 'integer') {
    const results = integer && mapValues(count, a.values, fromA, b.values, fromB, integer);
    return results && tensorOfIntegers(dataType, dims, results);
  }
  if (a?.kind !== 'float' || b?.kind !== 'float') return undefined;
  const results = float && mapValues(count, a.values, fromA, b.values, fromB, float);
  return results && tensorOfNumbers(dataType, dims, results);
}

/** Offsets that are left out are 0, 1, 2, ... */
function mapValues<V>(
  count: number,
  a: ArrayLike<V>,
  fromA: Int32Array | undefined,
  b: ArrayLike<V>,
  fromB: Int32Array | undefined,
  combine: (a: V, b: V) => V | undefined,
): V[] | undefined {
  const results: V[] = [];
  for (let index = 0; index < count; index++) {
    const [x, y] = [a[fromA ? (fromA[index] ?? 0) : index], b[fromB ? (fromB[index] ?? 0) : index]];
    const result = x === undefined || y === undefined ? undefined : combine(x, y);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

/** How elements are combined: `step` over all of them, starting at `initial`, then `finish` with their number. */
export interface Combination {
  readonly step: ElementFunction;
  /** 'first': the first element itself, so that there must be one. */
  readonly initial: { readonly float: number; readonly integer: bigint } | 'first';
  readonly finish?: ElementFunction;
}

/** Combines elements along `axes`, counted from the start; the result keeps them with extent 1. */
export function reduceElements(
  tensor: Tensor,
  axes: ReadonlySet<number>,
  { step, initial, finish }: Combination,
): Tensor | undefined {
  const elements = readElements(tensor);
  const dims = tensor.dims.map((extent, axis) => (axes.has(axis) ? 1 : extent));
  const strides = rowMajorStrides(dims);
  const targets = offsetsOf(
    tensor.dims.map((extent, axis) => steps(extent, axes.has(axis) ? 0 : (strides[axis] ?? 0))),
  );
  if (!elements || !targets) return undefined;
  const count = elementCountOf(dims);
  const combined = count === 0 ? 0 : targets.length / count;
  const start = initial === 'first' ? undefined : initial;
  if (elements.kind === 'integer') {
    const sums = reduceValues(count, elements.values, targets, start?.integer, step.integer);
    const results = finishValues(sums, BigInt(combined), finish?.integer);
    return results && tensorOfIntegers(tensor.dataType, dims, results);
  }
  const sums = reduceValues(count, elements.values, targets, start?.float, step.float);
  const results = finishValues(sums, combined, finish?.float);
  return results && tensorOfNumbers(tensor.dataType, dims, results);
}

function reduceValues<V>(
  count: number,
  values: ArrayLike<V>,
  targets: Int32Array,
  initial: V | undefined,
  step: ((soFar: V, value: V) => V | undefined) | undefined,
): V[] | undefined {
  if (!step) return undefined;
  const results = Array<V | undefined>(count).fill(initial);
  for (let index = 0; index < targets.length; index++) {
    const target = targets[index] ?? 0;
    const [soFar, value] = [results[target], values[index]];
    if (value !== undefined) results[target] = soFar === undefined ? value : step(soFar, value);
  }
  return whole(results);
}

const finishValues = <V>(
  sums: readonly V[] | undefined,
  combined: V,
  finish: ((sum: V, count: V) => V | undefined) | undefined,
): readonly V[] | undefined => (sums && finish ? whole(sums.map((sum) => finish(sum, combined))) : sums);

/** The list, where nothing is missing from it. */
function whole<V>(list: readonly (V | undefined)[]): V[] | undefined {
  const present = list.filter((value) => value !== undefined);
  return present.length === list.length ? present : undefined;
}
