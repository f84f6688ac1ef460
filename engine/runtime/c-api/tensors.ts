import { bitsOf } from '../../ir/data-type.ts';
import { elementCountOf } from '../../ir/shape.ts';
import type { HostTensor } from '../session.ts';
import { addressesAt, bytesAt, type OrtApi, OrtFailure, type Pointer, requirePointer } from './api.ts';
import { elementCodeOf, elementTypeOf } from './element-types.ts';
import type { Environment } from './environment.ts';
import { type Scope, scoped } from './scope.ts';

/** ONNXType of a tensor. */
export const TENSOR_KIND = 1;

/** A value over the bytes of a tensor: they are read where they lie, so they must not change while it is in use. */
export function toValue(scope: Scope, { api, hostMemory, hostAllocator }: Environment, tensor: HostTensor): Pointer {
  const dims = BigInt64Array.from(tensor.dims, BigInt);
  const code = elementCodeOf(tensor.dataType);
  const release = (value: Pointer) => api.callPlain('ReleaseValue', value);
  if (tensor.dataType === 'string') {
    const value = scope.own(api.create('CreateTensorAsOrtValue', hostAllocator, dims, dims.length, code), release);
    const strings = tensor.strings ?? [];
    api.call('FillStringTensor', value, strings, strings.length);
    return value;
  }
  if (bitsOf(tensor.dataType) === 0) throw new OrtFailure(`Tensors of ${tensor.dataType} cannot be fed`);
  const bytes = aligned(tensor.data);
  scope.keep(bytes);
  const create = 'CreateTensorWithDataAsOrtValue';
  return scope.own(api.create(create, hostMemory, bytes, tensor.data.byteLength, dims, dims.length, code), release);
}

/** Bytes at an address that suits any element; never an empty array, which has no address. */
function aligned(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength === 0) return new Uint8Array(8);
  return bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes);
}

/** A copy of a value that lies in host memory. */
export function toHostTensor({ api }: Environment, name: string, value: Pointer): HostTensor {
  // Asked first: an empty optional has no type, and asking for that crashes.
  const isTensor = api.number('HasValue', value) === 1 && api.number('GetValueType', value) === TENSOR_KIND;
  if (!isTensor) {
    throw new OrtFailure(`Output '${name}' is a sequence, map or optional, which cannot be passed on`);
  }
  const { dataType, dims } = scoped((scope) => {
    const release = (type: Pointer) => api.callPlain('ReleaseTensorTypeAndShapeInfo', type);
    const type = scope.own(api.create('GetTensorTypeAndShape', value), release);
    return { dataType: elementTypeOf(api.number('GetTensorElementType', type)), dims: dimsOf(api, type) };
  });
  if (!dataType) throw new OrtFailure(`Output '${name}' has an element type that is unknown here`);
  if (dataType === 'string') {
    return { dataType, dims, data: new Uint8Array(0), strings: stringsOf(api, value, elementCountOf(dims)) };
  }
  const sizeBytes = api.number('GetTensorSizeInBytes', value);
  if (sizeBytes === 0) return { dataType, dims, data: new Uint8Array(0) };
  return { dataType, dims, data: bytesAt(api.create('GetTensorMutableData', value), sizeBytes) };
}

/** Dims of a tensor's type; -1 where a model leaves one open. */
export function dimsOf(api: OrtApi, type: Pointer): readonly number[] {
  const dims = new BigInt64Array(api.number('GetDimensionsCount', type));
  if (dims.length > 0) api.call('GetDimensions', type, dims, dims.length);
  return Array.from(dims, Number);
}

function stringsOf(api: OrtApi, value: Pointer, count: number): readonly string[] {
  if (count === 0) return [];
  const bytes = Buffer.alloc(Math.max(1, api.number('GetStringTensorDataLength', value)));
  const offsets = new BigUint64Array(count);
  const sizeBytes = api.number('GetStringTensorDataLength', value);
  api.call('GetStringTensorContent', value, bytes, sizeBytes, offsets, count);
  return Array.from(offsets, (start, index) =>
    bytes.toString('utf8', Number(start), Number(offsets[index + 1] ?? sizeBytes)),
  );
}

/** The values in an array that ONNX Runtime allocated, which is freed; they belong to the caller. */
export function takeValues({ api, hostAllocator }: Environment, array: unknown, count: number): readonly Pointer[] {
  if (count === 0) return [];
  const start = requirePointer(array, 'GetBoundOutputValues');
  const values = addressesAt(start, count);
  api.call('AllocatorFree', hostAllocator, start);
  return values;
}
