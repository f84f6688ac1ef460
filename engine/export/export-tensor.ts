import { create, toBinary } from '@bufbuild/protobuf';
import { type TensorProto, TensorProto_DataLocation, TensorProtoSchema } from 'onnx-buf';
import { codeOfDataType } from '../ir/data-type.ts';
import { type ExternalLocation, type Tensor, tensorByteLength, tensorBytes } from '../ir/tensor.ts';
import { lengthDelimitedHead } from './wire.ts';

const RAW_DATA = 9;

/** A TensorProto whose bytes are produced when they are written, not before. */
export interface EncodedTensor {
  readonly byteLength: number;
  chunks(): Iterable<Uint8Array>;
}

/** Encodes a tensor of the initializer list: inline, or as a reference to where its bytes are written. */
export function encodeTensor(name: string, tensor: Tensor, placed?: ExternalLocation): EncodedTensor {
  const head = toBinary(TensorProtoSchema, describe(name, tensor, placed));
  if (placed || tensor.content.kind === 'strings') return { byteLength: head.byteLength, chunks: () => [head] };
  const dataLength = tensorByteLength(tensor);
  const rawHead = lengthDelimitedHead(RAW_DATA, dataLength);
  return {
    byteLength: head.byteLength + rawHead.byteLength + dataLength,
    *chunks() {
      yield head;
      yield rawHead;
      yield tensorBytes(tensor);
    },
  };
}

/** A whole TensorProto, for attributes: those are small. */
export function exportTensor(tensor: Tensor): TensorProto {
  const proto = describe('', tensor);
  if (tensor.content.kind !== 'strings') proto.rawData = Uint8Array.from(tensorBytes(tensor));
  return proto;
}

function describe(name: string, tensor: Tensor, placed?: ExternalLocation): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: codeOfDataType(tensor.dataType),
    dims: tensor.dims.map((dim) => BigInt(dim)),
    ...(tensor.content.kind === 'strings' && {
      stringData: tensor.content.values.map((value) => Uint8Array.from(value)),
    }),
    ...(placed && {
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: [
        { key: 'location', value: placed.location },
        { key: 'offset', value: String(placed.offset) },
        { key: 'length', value: String(placed.length) },
      ],
    }),
  });
}
