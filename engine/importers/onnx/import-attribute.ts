import { toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
} from 'onnx-buf';
import type { Attribute, Subgraph } from '../../ir/graph.ts';
import type { ExternalData } from '../external-data.ts';
import { importTensor } from './import-tensor.ts';

/** An AttributeProto as an Attribute; what Lathe has no form for stays encoded. Errors: those of importTensor and of `subgraph`. */
export function importAttribute(
  proto: AttributeProto,
  external: ExternalData,
  subgraph: (proto: GraphProto) => Subgraph,
): Attribute {
  switch (proto.type || guessType(proto)) {
    case AttributeType.FLOAT:
      return { type: 'float', value: proto.f };
    case AttributeType.INT:
      return { type: 'int', value: proto.i };
    case AttributeType.STRING:
      return { type: 'string', value: proto.s };
    case AttributeType.FLOATS:
      return { type: 'floats', value: proto.floats };
    case AttributeType.INTS:
      return { type: 'ints', value: proto.ints };
    case AttributeType.STRINGS:
      return { type: 'strings', value: proto.strings };
    case AttributeType.TENSOR:
      if (!proto.t) break;
      return { type: 'tensor', value: importTensor(proto.t, external) };
    case AttributeType.TENSORS:
      return { type: 'tensors', value: proto.tensors.map((tensor) => importTensor(tensor, external)) };
    case AttributeType.GRAPH:
      if (!proto.g) break;
      return { type: 'graph', value: subgraph(proto.g) };
    case AttributeType.GRAPHS:
      return { type: 'graphs', value: proto.graphs.map(subgraph) };
    default:
      break;
  }
  return encodedAttribute(proto);
}

export const encodedAttribute = (proto: AttributeProto): Attribute => ({
  type: 'encoded',
  value: toBinary(AttributeProtoSchema, proto),
});

/** Files older than IR version 2 leave the type out; the field that is filled in tells. */
function guessType(proto: AttributeProto): AttributeType {
  if (proto.t) return AttributeType.TENSOR;
  if (proto.g) return AttributeType.GRAPH;
  if (proto.ints.length > 0) return AttributeType.INTS;
  if (proto.floats.length > 0) return AttributeType.FLOATS;
  if (proto.strings.length > 0) return AttributeType.STRINGS;
  if (proto.s.byteLength > 0) return AttributeType.STRING;
  return proto.f === 0 ? AttributeType.INT : AttributeType.FLOAT;
}
