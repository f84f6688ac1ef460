import { fromBinary } from '@bufbuild/protobuf';
import { type TensorProto, TensorProto_DataLocation, TensorProtoSchema } from 'onnx-buf';
import { byteLengthOf, type DataType, dataTypeOfCode } from '../../ir/data-type.ts';
import { dataTruncated, dataUnrecognized } from '../errors.ts';
import type { NamedTensor } from './dataset.ts';

/** Decodes the TensorProto of a test_data_set file. Errors: data.unrecognized, data.truncated. */
export function parseTensorProto(path: string, bytes: Uint8Array): NamedTensor {
  const proto = decode(path, bytes);
  const dataType = dataTypeOfCode(proto.dataType);
  if (dataType === undefined)
    throw dataUnrecognized(path, `holds no tensor, or one of the unknown type ${proto.dataType}`);
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL) {
    throw dataUnrecognized(path, 'keeps its values in another file', 'Save the tensor with its values inside.');
  }
  const dims = proto.dims.map(Number);
  const elementCount = dims.reduce((product, dim) => product * dim, 1);
  if (dataType === 'string') {
    const strings = proto.stringData.map((text) => new TextDecoder().decode(text));
    if (strings.length !== elementCount) throw dataTruncated(path, elementCount, strings.length);
    return { name: proto.name, tensor: { dataType, dims, data: new Uint8Array(), strings } };
  }
  const data = proto.rawData.byteLength > 0 ? proto.rawData.slice() : typedData(path, proto, dataType);
  const expectedBytes = byteLengthOf(dataType, elementCount);
  if (data.byteLength !== expectedBytes) throw dataTruncated(path, expectedBytes, data.byteLength);
  return { name: proto.name, tensor: { dataType, dims, data } };
}

function decode(path: string, bytes: Uint8Array): TensorProto {
  try {
    return fromBinary(TensorProtoSchema, bytes);
  } catch (cause) {
    throw dataUnrecognized(path, 'is no ONNX tensor', 'Lathe reads tensors, not sequences, maps or optionals.', cause);
  }
}

/** Elements from the field that the type is stored in when there is no `raw_data`. Source: onnx.proto, TensorProto. */
function typedData(path: string, proto: TensorProto, dataType: DataType): Uint8Array {
  return bytesOf(typedArray(path, proto, dataType));
}

function typedArray(path: string, proto: TensorProto, dataType: DataType): ArrayBufferView {
  switch (dataType) {
    case 'float32':
      return Float32Array.from(proto.floatData);
    case 'float64':
      return Float64Array.from(proto.doubleData);
    case 'int64':
      return BigInt64Array.from(proto.int64Data);
    case 'uint64':
      return BigUint64Array.from(proto.uint64Data);
    case 'uint32':
      return Uint32Array.from(proto.uint64Data, Number);
    case 'int32':
      return Int32Array.from(proto.int32Data);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(proto.int32Data);
    case 'int8':
      return Int8Array.from(proto.int32Data);
    case 'int16':
      return Int16Array.from(proto.int32Data);
    case 'uint16':
    case 'float16':
    case 'bfloat16':
      return Uint16Array.from(proto.int32Data);
    default:
      throw dataUnrecognized(path, `holds a tensor of type ${dataType} in a form that Lathe does not read`);
  }
}

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
