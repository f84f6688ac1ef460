import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  DeviceConfigurationProtoSchema,
  FunctionProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  TrainingInfoProtoSchema,
} from 'onnx-buf';
import type { Diagnostic } from '../../errors.ts';
import type { Model } from '../../ir/graph.ts';
import { noGraph, notOnnx, unsupportedOpset } from '../errors.ts';
import { type ExternalData, noExternalData } from '../external-data.ts';
import { entriesOf, importGraph } from './import-graph.ts';

/** The newest opset of ONNX's own domain that onnx 1.20 defines. */
const NEWEST_OPSET = 25;

export interface ImportResult {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads an ONNX file. Weights are neither copied nor decoded: tensors are views into `bytes` or promises to read `external`.
 * Unknown operators, domains and functions are kept as opaque nodes.
 * Errors: onnx.not-onnx, onnx.no-graph, onnx.unsupported-opset, onnx.cyclic, onnx.duplicate-value, onnx.tensor-size, onnx.invalid-tensor,
 * onnx.external-data-missing, -truncated, -outside.
 */
export function importOnnx(bytes: Uint8Array, external: ExternalData = noExternalData): ImportResult {
  const proto = decode(bytes);
  if (!proto.graph || (proto.graph.node.length === 0 && proto.graph.output.length === 0)) throw noGraph();
  const opsets = new Map(
    proto.opsetImport.map(({ domain, version }) => [domain === 'ai.onnx' ? '' : domain, Number(version)]),
  );
  const opset = opsets.get('') ?? 1;
  if (opset > NEWEST_OPSET) throw unsupportedOpset(opset, NEWEST_OPSET);
  const diagnostics: Diagnostic[] = [];
  const irVersion = Number(proto.irVersion);
  const { graph } = importGraph(proto.graph, { opsets, external, diagnostics, initializersAreInputs: irVersion < 4 });
  return {
    diagnostics,
    model: {
      graph,
      irVersion,
      producerName: proto.producerName,
      producerVersion: proto.producerVersion,
      domain: proto.domain,
      modelVersion: proto.modelVersion,
      docString: proto.docString,
      metadata: entriesOf(proto.metadataProps),
      carried: {
        functions: proto.functions.map((part) => toBinary(FunctionProtoSchema, part)),
        trainingInfo: proto.trainingInfo.map((part) => toBinary(TrainingInfoProtoSchema, part)),
        configurations: proto.configuration.map((part) => toBinary(DeviceConfigurationProtoSchema, part)),
      },
    },
  };
}

function decode(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw notOnnx(cause);
  }
}
