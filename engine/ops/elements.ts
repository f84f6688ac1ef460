import { bitsOf, type DataType } from '../ir/data-type.ts';
import {
  aligned,
  isNumeric,
  type Tensor,
  tensorBytes,
  tensorNumbers,
  tensorOfBytes,
  tensorOfNumbers,
} from '../ir/tensor.ts';

/** Elements ready for arithmetic: integers exactly, whatever their width. Booleans are the integers 0 and 1. */
export type Elements =
  | { readonly kind: 'float'; readonly values: ArrayLike<number> }
  | { readonly kind: 'integer'; readonly values: ArrayLike<bigint> };

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

/** Undefined for types that are no plain numbers. */
export function readElements(tensor: Tensor): Elements | undefined {
  if (!isNumeric(tensor.dataType)) return undefined;
  if (!isInteger(tensor.dataType)) return { kind: 'float', values: tensorNumbers(tensor) };
  if (tensor.dataType !== 'int64' && tensor.dataType !== 'uint64') {
    return { kind: 'integer', values: Array.from(tensorNumbers(tensor), BigInt) };
  }
  const { buffer, byteOffset, byteLength } = aligned(tensorBytes(tensor));
  const values =
    tensor.dataType === 'int64'
      ? new BigInt64Array(buffer, byteOffset, byteLength / 8)
      : new BigUint64Array(buffer, byteOffset, byteLength / 8);
  return { kind: 'integer', values };
}

/** A tensor of integers, each wrapped into the type's range; of bool, where each is 0 or not. */
export function tensorOfIntegers(dataType: DataType, dims: readonly number[], values: ArrayLike<bigint>): Tensor {
  const convert = (toNumber: (value: bigint) => number) =>
    tensorOfNumbers(dataType, dims, Array.from(values, toNumber));
  if (dataType === 'bool') return convert((value) => (value === 0n ? 0 : 1));
  if (dataType === 'int64' || dataType === 'uint64') {
    const wrapped = BigInt64Array.from(Array.from(values), (value) => BigInt.asIntN(64, value));
    return tensorOfBytes(dataType, dims, new Uint8Array(wrapped.buffer));
  }
  const wrap = dataType.startsWith('u') ? BigInt.asUintN : BigInt.asIntN;
  return convert((value) => Number(wrap(bitsOf(dataType), value)));
}
