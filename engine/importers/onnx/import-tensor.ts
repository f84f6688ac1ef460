import { type TensorProto, TensorProto_DataLocation } from 'onnx-buf';
import { byteLengthOf, type DataType, dataTypeOfCode } from '../../ir/data-type.ts';
import { elementCountOf } from '../../ir/shape.ts';
import type { Tensor } from '../../ir/tensor.ts';
import {
  externalDataMissing,
  externalDataTruncated,
  invalidTensor,
  tensorDataMissing,
  tensorSizeMismatch,
} from '../errors.ts';
import type { ExternalData } from '../external-data.ts';

/** No protobuf message is larger: dims that ask for more were never true. */
const PROTOBUF_LIMIT = 2 ** 31 - 1;

/**
 * A TensorProto as a Tensor. `raw_data` is a view into the file, external data a promise to read; only the typed fields
 * of old exporters are converted. Sizes are checked against `dims` before anything is allocated.
 * Errors: onnx.invalid-tensor, onnx.tensor-size, onnx.tensor-data-missing, onnx.external-data-*.
 */
export function importTensor(proto: TensorProto, external: ExternalData): Tensor {
  const dataType = dataTypeOfCode(proto.dataType);
  if (!dataType) throw invalidTensor(proto.name, `its data type ${proto.dataType} is not known`);
  const dims = proto.dims.map(Number);
  if (dims.some((dim) => dim < 0 || !Number.isSafeInteger(dim)))
    throw invalidTensor(proto.name, `its dims are [${dims}]`);
  const elementCount = elementCountOf(dims);
  if (!Number.isSafeInteger(elementCount)) throw invalidTensor(proto.name, `[${dims}] is more than any machine holds`);
  if (dataType === 'string') {
    if (proto.stringData.length !== elementCount)
      throw tensorSizeMismatch(proto.name, elementCount, proto.stringData.length);
    return { dataType, dims, content: { kind: 'strings', values: proto.stringData } };
  }
  const byteLength = byteLengthOf(dataType, elementCount);
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL)
    return importExternal(proto, dataType, dims, byteLength, external);
  const bytes = proto.rawData.byteLength > 0 ? proto.rawData : typedFieldBytes(proto, dataType);
  if (bytes.byteLength === 0 && byteLength > 0 && byteLength <= PROTOBUF_LIMIT)
    throw tensorDataMissing(proto.name, byteLength);
  if (bytes.byteLength !== byteLength) throw tensorSizeMismatch(proto.name, byteLength, bytes.byteLength);
  return { dataType, dims, content: { kind: 'bytes', bytes } };
}

function importExternal(
  proto: TensorProto,
  dataType: DataType,
  dims: readonly number[],
  byteLength: number,
  external: ExternalData,
): Tensor {
  const entries = new Map(proto.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? byteLength);
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw invalidTensor(proto.name, `its external offset is ${entries.get('offset')}`);
  if (length !== byteLength) throw tensorSizeMismatch(proto.name, byteLength, length);
  const fileLength = external.byteLengthOf(location);
  if (fileLength === undefined) throw externalDataMissing(location, proto.name);
  if (offset + length > fileLength) throw externalDataTruncated(location, proto.name, offset + length, fileLength);
  return {
    dataType,
    dims,
    content: {
      kind: 'deferred',
      read: () => external.read(location, offset, length),
      external: { location, offset, length },
    },
  };
}

/** Elements that are in the field of their type instead of `raw_data`. Source: onnx.proto, comments of TensorProto's fields. */
function typedFieldBytes(proto: TensorProto, dataType: DataType): Uint8Array {
  switch (dataType) {
    case 'float32':
    case 'complex64':
      return bytesOf(Float32Array.from(proto.floatData));
    case 'float64':
    case 'complex128':
      return bytesOf(Float64Array.from(proto.doubleData));
    case 'int64':
      return bytesOf(BigInt64Array.from(proto.int64Data));
    case 'uint64':
      return bytesOf(BigUint64Array.from(proto.uint64Data));
    case 'uint32':
      return bytesOf(Uint32Array.from(proto.uint64Data, Number));
    case 'int32':
      return bytesOf(Int32Array.from(proto.int32Data));
    case 'int16':
      return bytesOf(Int16Array.from(proto.int32Data));
    case 'uint16':
    case 'float16':
    case 'bfloat16':
      return bytesOf(Uint16Array.from(proto.int32Data));
    case 'int8':
      return bytesOf(Int8Array.from(proto.int32Data));
    default:
      return Uint8Array.from(proto.int32Data);
  }
}

const bytesOf = (array: { readonly buffer: ArrayBuffer }): Uint8Array => new Uint8Array(array.buffer);
