import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { codeOfDataType, type DataType } from '../ir/data-type.ts';
import type { Dim } from '../ir/shape.ts';
import { type Tensor, tensorBytes } from '../ir/tensor.ts';

/** A small model written down in code: what probes of the machine run. */
export interface ModelDescription {
  /** Version of the standard operators; 17 when absent. */
  readonly opset?: number;
  /** Versions of other operator domains. */
  readonly domains?: Readonly<Record<string, number>>;
  readonly inputs: readonly PortDescription[];
  readonly outputs: readonly PortDescription[];
  readonly nodes: readonly NodeDescription[];
  readonly constants?: readonly ConstantDescription[];
}

export interface PortDescription {
  readonly name: string;
  readonly dataType: DataType;
  readonly dims: readonly Dim[];
}

export interface NodeDescription {
  readonly opType: string;
  readonly domain?: string;
  readonly name?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface ConstantDescription {
  readonly name: string;
  readonly tensor: Tensor;
}

/** The bytes of an ONNX file. Nodes carry no attributes. */
export function encodeModel(model: ModelDescription): Uint8Array {
  const domains = { '': model.opset ?? 17, ...model.domains };
  const message = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'Lathe',
    opsetImport: Object.entries(domains).map(([domain, version]) => ({ domain, version: BigInt(version) })),
    graph: {
      name: 'graph',
      input: model.inputs.map(toValueInfo),
      output: model.outputs.map(toValueInfo),
      node: model.nodes.map((node) => ({
        opType: node.opType,
        domain: node.domain ?? '',
        name: node.name ?? '',
        input: [...node.inputs],
        output: [...node.outputs],
      })),
      initializer: (model.constants ?? []).map(({ name, tensor }) => ({
        name,
        dataType: codeOfDataType(tensor.dataType),
        dims: tensor.dims.map(BigInt),
        rawData: Uint8Array.from(tensorBytes(tensor)),
      })),
    },
  });
  return toBinary(ModelProtoSchema, message);
}

const toValueInfo = ({ name, dataType, dims }: PortDescription) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: { elemType: codeOfDataType(dataType), shape: { dim: dims.map(toDimension) } },
    },
  },
});

function toDimension(dim: Dim) {
  if (typeof dim === 'number') return { value: { case: 'dimValue' as const, value: BigInt(dim) } };
  return { value: { case: 'dimParam' as const, value: dim ?? '' } };
}
