import type { DataType } from '../ir/data-type.ts';
import { bfloat16BitsOf, float16BitsOf } from '../ir/float16.ts';
import { isNumeric, tensorNumbers } from '../ir/tensor.ts';
import type { HostTensor } from '../runtime/session.ts';

type Numbers = ArrayLike<number> & Iterable<number>;

/** `target` filled with converted values: many times faster than `from` with a function, which iterates. */
function convertInto<T extends { [index: number]: number }>(
  target: T,
  values: Numbers,
  convert: (value: number) => number,
): T {
  for (let i = 0; i < values.length; i++) target[i] = convert(values[i] ?? 0);
  return target;
}

/** `value` rounded to the nearest integer (ties upwards) within [least, greatest]. */
const saturate = (least: number, greatest: number) => (value: number) =>
  Math.min(greatest, Math.max(least, Math.round(value)));

/** The same for 64 bits, whose greatest values a number cannot hold; NaN becomes 0, as in the narrower types. */
const saturateBigInt = (least: bigint, greatest: bigint) => (value: number) => {
  if (value <= Number(least)) return least;
  if (value >= Number(greatest)) return greatest;
  return Number.isNaN(value) ? 0n : BigInt(Math.round(value));
};

const converters: Partial<Record<DataType, (values: Numbers) => ArrayBufferView>> = {
  float32: (values) => (values instanceof Float32Array ? values : Float32Array.from(values)),
  float64: (values) => Float64Array.from(values),
  float16: (values) => convertInto(new Uint16Array(values.length), values, float16BitsOf),
  bfloat16: (values) => convertInto(new Uint16Array(values.length), values, bfloat16BitsOf),
  uint8: (values) => convertInto(new Uint8Array(values.length), values, saturate(0, 255)),
  int8: (values) => convertInto(new Int8Array(values.length), values, saturate(-128, 127)),
  uint16: (values) => convertInto(new Uint16Array(values.length), values, saturate(0, 65535)),
  int16: (values) => convertInto(new Int16Array(values.length), values, saturate(-32768, 32767)),
  uint32: (values) => convertInto(new Uint32Array(values.length), values, saturate(0, 2 ** 32 - 1)),
  int32: (values) => convertInto(new Int32Array(values.length), values, saturate(-(2 ** 31), 2 ** 31 - 1)),
  uint64: (values) => BigUint64Array.from(Array.from(values, saturateBigInt(0n, 2n ** 64n - 1n))),
  int64: (values) => BigInt64Array.from(Array.from(values, saturateBigInt(-(2n ** 63n), 2n ** 63n - 1n))),
  bool: (values) => convertInto(new Uint8Array(values.length), values, (value) => (value === 0 ? 0 : 1)),
};

/**
 * Element bytes of numbers in another type: floats rounded to nearest, integers rounded and saturated. float32 is not copied.
 * Undefined for types that numbers cannot become (strings, complex, sub-byte, float8).
 */
export function toElements(values: Numbers, dataType: DataType): Uint8Array | undefined {
  const array = converters[dataType]?.(values);
  return array === undefined ? undefined : new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export const isConvertible = (dataType: DataType): boolean => dataType in converters;

/** The elements as numbers, a view where the bytes allow it; undefined for types that are not plain numbers. */
export function numbersOf(tensor: HostTensor): Float32Array | Float64Array | undefined {
  if (!isNumeric(tensor.dataType)) return undefined;
  return tensorNumbers({
    dataType: tensor.dataType,
    dims: tensor.dims,
    content: { kind: 'bytes', bytes: tensor.data },
  });
}
