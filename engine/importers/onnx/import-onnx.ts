import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  DeviceConfigurationProtoSchema,
  FunctionProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type OperatorSetIdProto,
  TrainingInfoProtoSchema,
} from 'onnx-buf';
import type { Diagnostic } from '../../errors.ts';
import type { Model } from '../../ir/graph.ts';
import { noGraph, notOnnx, unsupportedOpset } from '../errors.ts';
import { type ExternalData, noExternalData } from '../external-data.ts';
import { ImportNotes } from '../import-notes.ts';
import { entriesOf, importGraph } from './import-graph.ts';
import { inlineFunctions } from './inline-functions.ts';
import { prepareBytes } from './prepare-bytes.ts';

/** Versions are small numbers; anything else is damage. */
const VERSION_LIMIT = 2n ** 31n;
const OLDEST_IR_VERSION = 3;

/** The newest opset of ONNX's own domain that onnx 1.20 defines. */
const NEWEST_OPSET = 25;

export interface ImportResult {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads an ONNX file. Weights are neither copied nor decoded: tensors are views into `bytes` or promises to read `external`.
 * Unknown operators and domains are kept as opaque nodes; the model's own functions are written out. What is damaged or missing is noted, and the model's `defect` says why
 * it cannot be run, wherever the graph can be shown all the same.
 * Errors: onnx.not-onnx, onnx.no-graph, onnx.unsupported-opset, onnx.cyclic, onnx.nested-too-deep, onnx.too-many-nodes,
 * onnx.decodes-too-large, onnx.tensor-size, onnx.invalid-tensor, onnx.external-data-outside.
 */
export function importOnnx(bytes: Uint8Array, external: ExternalData = noExternalData): ImportResult {
  const proto = decode(bytes);
  if (!proto.graph || (proto.graph.node.length === 0 && proto.graph.output.every(({ name }) => name === '')))
    throw noGraph();
  const notes = new ImportNotes();
  const { graph: graphProto, opsetImport, functions } = inlineFunctions(proto, proto.graph, notes);
  const opsets = opsetsOf(opsetImport, notes);
  const opset = opsets.get('') ?? 1;
  if (opset > NEWEST_OPSET) throw unsupportedOpset(opset, NEWEST_OPSET);
  const irVersion =
    proto.irVersion > 0n && proto.irVersion < VERSION_LIMIT ? Number(proto.irVersion) : OLDEST_IR_VERSION;
  const context = { opsets, external, notes, initializersAreInputs: irVersion < 4 };
  const { graph } = importGraph(graphProto, context);
  return {
    diagnostics: notes.diagnostics(),
    model: {
      graph,
      irVersion,
      producerName: proto.producerName,
      producerVersion: proto.producerVersion,
      domain: proto.domain,
      modelVersion: proto.modelVersion,
      docString: proto.docString,
      metadata: entriesOf(proto.metadataProps),
      ...(notes.defect !== undefined && { defect: notes.defect }),
      carried: {
        functions: functions.map((part) => toBinary(FunctionProtoSchema, part)),
        trainingInfo: proto.trainingInfo.map((part) => toBinary(TrainingInfoProtoSchema, part)),
        configurations: proto.configuration.map((part) => toBinary(DeviceConfigurationProtoSchema, part)),
      },
    },
  };
}

/** Versions of operator sets by domain; what is no version counts as the first. */
function opsetsOf(opsetImport: readonly OperatorSetIdProto[], notes: ImportNotes): ReadonlyMap<string, number> {
  return new Map(
    opsetImport.map(({ domain, version }) => {
      const isVersion = version > 0n && version < VERSION_LIMIT;
      if (!isVersion) notes.invalidVersion(domain, version);
      return [domain === 'ai.onnx' ? '' : domain, isVersion ? Number(version) : 1];
    }),
  );
}

function decode(bytes: Uint8Array): ModelProto {
  prepareBytes(bytes);
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw notOnnx(cause);
  }
}
