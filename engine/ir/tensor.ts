import { InvariantError, invariant } from '../errors.ts';
import { byteLengthOf, type DataType } from './data-type.ts';
import { bfloat16ValueOf, fromFloat16Bits, toBfloat16Bits, toFloat16Bits } from './float16.ts';
import { elementCountOf } from './shape.ts';

/** A constant. Its elements are read only when somebody asks: drawing a graph touches no weight. */
export interface Tensor {
  readonly dataType: DataType;
  readonly dims: readonly number[];
  readonly content: TensorContent;
}

export type TensorContent =
  /** Elements as in ONNX's `raw_data`: little-endian, row-major, sub-byte types packed. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Elements that are somewhere else, or in another form; `read` gives them as `raw_data` each time it is called. */
  | { readonly kind: 'deferred'; readonly read: () => Uint8Array; readonly external?: ExternalLocation }
  | { readonly kind: 'strings'; readonly values: readonly Uint8Array[] };

/** A byte range of a file beside the model. */
export interface ExternalLocation {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

export const tensorOfBytes = (dataType: DataType, dims: readonly number[], bytes: Uint8Array): Tensor => {
  invariant(
    bytes.byteLength === byteLengthOf(dataType, elementCountOf(dims)),
    `${bytes.byteLength} bytes do not make ${dataType}[${dims}]`,
  );
  return { dataType, dims, content: { kind: 'bytes', bytes } };
};

/** A float32 tensor over `values`, not copied. */
export const tensorOfFloats = (dims: readonly number[], values: Float32Array): Tensor =>
  tensorOfBytes('float32', dims, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

/** An int64 tensor; a scalar when `dims` is []. */
export const tensorOfInts = (values: readonly number[], dims: readonly number[] = [values.length]): Tensor => {
  const array = BigInt64Array.from(values, (value) => BigInt(value));
  return tensorOfBytes('int64', dims, new Uint8Array(array.buffer));
};

/** A tensor of any plain number type from numbers. */
export function tensorOfNumbers(dataType: DataType, dims: readonly number[], values: ArrayLike<number>): Tensor {
  const array = arrayOf(dataType, values);
  return tensorOfBytes(dataType, dims, new Uint8Array(array.buffer));
}

function arrayOf(dataType: DataType, values: ArrayLike<number>): { readonly buffer: ArrayBuffer } {
  switch (dataType) {
    case 'float32':
      return new Float32Array(values);
    case 'float64':
      return new Float64Array(values);
    case 'float16':
      return toFloat16Bits(values);
    case 'bfloat16':
      return toBfloat16Bits(values);
    case 'int64':
      return BigInt64Array.from(values, (value) => BigInt(value));
    case 'uint64':
      return BigUint64Array.from(values, (value) => BigInt(value));
    case 'int32':
      return new Int32Array(values);
    case 'uint32':
      return new Uint32Array(values);
    case 'int16':
      return new Int16Array(values);
    case 'uint16':
      return new Uint16Array(values);
    case 'int8':
      return new Int8Array(values);
    case 'uint8':
    case 'bool':
      return new Uint8Array(values);
    default:
      throw new InvariantError(`${dataType} tensors cannot be made from numbers`);
  }
}

/** The elements as `raw_data` bytes. Not to be written to. */
export function tensorBytes(tensor: Tensor): Uint8Array {
  switch (tensor.content.kind) {
    case 'bytes':
      return tensor.content.bytes;
    case 'deferred':
      return tensor.content.read();
    case 'strings':
      throw new TypeError('A string tensor has no element bytes');
  }
}

/** Size of the elements in bytes, known without reading them. */
export const tensorByteLength = (tensor: Tensor): number =>
  tensor.content.kind === 'strings'
    ? tensor.content.values.reduce((sum, value) => sum + value.byteLength, 0)
    : byteLengthOf(tensor.dataType, elementCountOf(tensor.dims));

/** The elements as numbers: float types as float32 (float64 is rounded), integers and bool as float64. Not to be written to. */
export function tensorNumbers(tensor: Tensor): Float32Array | Float64Array {
  const bytes = aligned(tensorBytes(tensor));
  const { buffer, byteOffset, byteLength } = bytes;
  switch (tensor.dataType) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case 'float16':
      return fromFloat16Bits(new Uint16Array(buffer, byteOffset, byteLength / 2));
    case 'bfloat16':
      return Float32Array.from(new Uint16Array(buffer, byteOffset, byteLength / 2), bfloat16ValueOf);
    case 'float64':
      return new Float64Array(buffer, byteOffset, byteLength / 8);
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number);
    case 'uint64':
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, byteLength / 8), Number);
    case 'int32':
      return Float64Array.from(new Int32Array(buffer, byteOffset, byteLength / 4));
    case 'uint32':
      return Float64Array.from(new Uint32Array(buffer, byteOffset, byteLength / 4));
    case 'int16':
      return Float64Array.from(new Int16Array(buffer, byteOffset, byteLength / 2));
    case 'uint16':
      return Float64Array.from(new Uint16Array(buffer, byteOffset, byteLength / 2));
    case 'int8':
      return Float64Array.from(new Int8Array(buffer, byteOffset, byteLength));
    case 'uint8':
    case 'bool':
      return Float64Array.from(bytes);
    default:
      throw new TypeError(`${tensor.dataType} elements cannot be read as numbers`);
  }
}

/** True where `tensorNumbers` can read this data type. */
export const isNumeric = (dataType: DataType): boolean =>
  !['string', 'complex64', 'complex128', 'uint4', 'int4', 'uint2', 'int2', 'float4e2m1'].includes(dataType) &&
  !dataType.startsWith('float8');

/** A float32 copy or view of a float tensor. */
export function tensorFloats(tensor: Tensor): Float32Array {
  const numbers = tensorNumbers(tensor);
  return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
}

/** The elements of an integer tensor, as numbers. */
export const tensorInts = (tensor: Tensor): readonly number[] => Array.from(tensorNumbers(tensor));

/** Typed-array views need their offset to be a multiple of the element size; a model file promises nothing. Not slice(): a Buffer would not copy. */
export function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
}
