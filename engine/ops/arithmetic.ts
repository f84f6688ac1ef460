import { bitsOf, type DataType } from '../ir/data-type.ts';
import { broadcastShapes, isStatic } from '../ir/shape.ts';
import {
  aligned,
  isNumeric,
  type Tensor,
  tensorBytes,
  tensorNumbers,
  tensorOfBytes,
  tensorOfNumbers,
} from '../ir/tensor.ts';
import { broadcastOffsets, MAX_ELEMENTS, offsetsOf, rowMajorStrides, steps } from './tensor-math.ts';

/**
 * Arithmetic on tensors as the runtime does it: floats are computed in double precision and rounded once to their type,
 * which is what the type's own arithmetic gives for + - * / and sqrt; integers are exact and wrap around.
 */

/** Elements ready for arithmetic. Booleans are the integers 0 and 1. */
export type Elements =
  | { readonly kind: 'float'; readonly values: ArrayLike<number> }
  | { readonly kind: 'integer'; readonly values: ArrayLike<bigint> };

/** A function of elements, written for the kinds of numbers that it is defined on. */
export interface ElementFunction {
  readonly float?: (...values: number[]) => number;
  /** Undefined where it has no result, as for division by 0: then nothing is folded. */
  readonly integer?: (...values: bigint[]) => bigint | undefined;
}

const integerTypes: ReadonlySet<DataType> = new Set<DataType>([
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
]);

export const isInteger = (dataType: DataType): boolean => integerTypes.has(dataType);

export function readElements(tensor: Tensor): Elements | undefined {
  if (!isNumeric(tensor.dataType)) return undefined;
  if (!isInteger(tensor.dataType)) return { kind: 'float', values: tensorNumbers(tensor) };
  if (tensor.dataType !== 'int64' && tensor.dataType !== 'uint64') {
    return { kind: 'integer', values: Array.from(tensorNumbers(tensor), BigInt) };
  }
  const bytes = tensorBytes(tensor);
  const { buffer, byteOffset, byteLength } = aligned(bytes);
  const isSigned = tensor.dataType === 'int64';
  const values = isSigned
    ? new BigInt64Array(buffer, byteOffset, byteLength / 8)
    : new BigUint64Array(buffer, byteOffset, byteLength / 8);
  return { kind: 'integer', values };
}

/** A tensor of integers, each wrapped into the type's range; of bool, where each is 0 or not. */
export function tensorOfIntegers(dataType: DataType, dims: readonly number[], values: ArrayLike<bigint>): Tensor {
  const list = Array.from(values);
  if (dataType === 'bool')
    return tensorOfNumbers(
      'bool',
      dims,
      list.map((value) => (value === 0n ? 0 : 1)),
    );
  if (dataType === 'int64' || dataType === 'uint64') {
    return tensorOfBytes(
      dataType,
      dims,
      new Uint8Array(BigInt64Array.from(list, (value) => BigInt.asIntN(64, value)).buffer),
    );
  }
  const wrap = dataType.startsWith('u') ? BigInt.asUintN : BigInt.asIntN;
  return tensorOfNumbers(
    dataType,
    dims,
    list.map((value) => Number(wrap(bitsOf(dataType), value))),
  );
}

/**
 * Applies a function to the elements of tensors that broadcast to each other. All have one type, which is also the
 * result's unless `resultType` says otherwise.
 */
export function mapElements(
  tensors: readonly (Tensor | undefined)[],
  { float, integer }: ElementFunction,
  resultType?: DataType,
): Tensor | undefined {
  const [first] = tensors;
  if (!first) return undefined;
  const dims = broadcastShapes(...tensors.map((tensor) => tensor?.dims ?? []));
  if (!dims || !isStatic(dims)) return undefined;
  const operands: { readonly elements: Elements; readonly offsets: Int32Array }[] = [];
  for (const tensor of tensors) {
    if (tensor?.dataType !== first.dataType) return undefined;
    const elements = readElements(tensor);
    const offsets = broadcastOffsets(tensor.dims, dims);
    if (!elements || !offsets) return undefined;
    operands.push({ elements, offsets });
  }
  const count = operands[0]?.offsets.length ?? 0;
  const dataType = resultType ?? first.dataType;
  if (isInteger(first.dataType)) {
    if (!integer) return undefined;
    const results: bigint[] = [];
    for (let index = 0; index < count; index++) {
      const result = integer(
        ...operands.map(({ elements, offsets }) => BigInt(elements.values[offsets[index] ?? 0] ?? 0n)),
      );
      if (result === undefined) return undefined;
      results.push(result);
    }
    return tensorOfIntegers(dataType, dims, results);
  }
  if (!float) return undefined;
  const results = new Float64Array(count);
  const arity = operands.length;
  const values: number[] = [];
  for (let index = 0; index < count; index++) {
    for (let operand = 0; operand < arity; operand++) {
      const source = operands[operand];
      values[operand] = Number(source?.elements.values[source.offsets[index] ?? 0]);
    }
    results[index] = float(...values);
  }
  return tensorOfNumbers(dataType, dims, results);
}

/** A truth value as both kinds of numbers. */
export const predicate = (holds: (a: number | bigint, b: number | bigint) => boolean): ElementFunction => ({
  float: (a = 0, b = 0) => (holds(a, b) ? 1 : 0),
  integer: (a = 0n, b = 0n) => (holds(a, b) ? 1n : 0n),
});

/**
 * Combines elements along axes. `axes` count from the start; the results keep them with extent 1.
 * `finish` gets the combined value and how many were combined.
 */
export function reduceElements(
  tensor: Tensor,
  axes: ReadonlySet<number>,
  step: ElementFunction,
  initial: { readonly float: number; readonly integer: bigint } | 'first',
  finish?: ElementFunction,
): Tensor | undefined {
  const elements = readElements(tensor);
  const dims = tensor.dims.map((extent, axis) => (axes.has(axis) ? 1 : extent));
  const strides = rowMajorStrides(dims);
  const targets = offsetsOf(
    tensor.dims.map((extent, axis) => steps(extent, axes.has(axis) ? 0 : (strides[axis] ?? 0))),
  );
  if (!elements || !targets || targets.length > MAX_ELEMENTS) return undefined;
  const resultCount = dims.reduce((product, extent) => product * extent, 1);
  const combined = resultCount === 0 ? 0 : targets.length / resultCount;
  if (combined === 0 && initial === 'first') return undefined;
  if (elements.kind === 'integer') {
    const results = combine(
      elements.values,
      targets,
      resultCount,
      initial === 'first' ? undefined : initial.integer,
      step.integer,
    );
    const finished = finish?.integer ? results?.map((value) => finish.integer?.(value, BigInt(combined))) : results;
    const values = finished?.filter((value) => value !== undefined);
    return values?.length === resultCount ? tensorOfIntegers(tensor.dataType, dims, values) : undefined;
  }
  const results = combine(
    elements.values,
    targets,
    resultCount,
    initial === 'first' ? undefined : initial.float,
    step.float,
  );
  const { float } = finish ?? {};
  return (
    results && tensorOfNumbers(tensor.dataType, dims, float ? results.map((value) => float(value, combined)) : results)
  );
}

function combine<V extends number | bigint>(
  values: ArrayLike<V>,
  targets: Int32Array,
  resultCount: number,
  initial: V | undefined,
  step: ((...values: V[]) => V | undefined) | undefined,
): V[] | undefined {
  if (!step) return undefined;
  const results = Array<V | undefined>(resultCount).fill(initial);
  for (let index = 0; index < targets.length; index++) {
    const target = targets[index] ?? 0;
    const value = values[index];
    const soFar = results[target];
    if (value !== undefined) results[target] = soFar === undefined ? value : step(soFar, value);
  }
  const found = results.filter((value) => value !== undefined);
  return found.length === resultCount ? found : undefined;
}
