import { create, toBinary } from '@bufbuild/protobuf';
import { GraphProtoSchema, ModelProtoSchema } from 'onnx-buf';
import type { Model, ValueId } from '../ir/graph.ts';
import { type Tensor, tensorByteLength, tensorBytes } from '../ir/tensor.ts';
import { incompleteModel, tooLargeForOneFile } from './errors.ts';
import { entries, exportGraph } from './export-graph.ts';
import { ExportNames } from './export-names.ts';
import { encodeTensor } from './export-tensor.ts';
import { byteLengthOfChunks, lengthDelimited, lengthDelimitedHead } from './wire.ts';

/** Field numbers of onnx.proto. */
const MODEL = { graph: 7, trainingInfo: 20, functions: 25, configuration: 26 } as const;
const GRAPH = { initializer: 5 } as const;

const PROTOBUF_LIMIT = 2 ** 31 - 1;
/** Above this, weights go into a file of their own: many readers copy a whole ONNX file several times. */
const INLINE_LIMIT = 2 ** 30;
/** Tensors smaller than this stay in the model file, so that shapes and scalars can be read without the weights. */
const EXTERNAL_MINIMUM = 1024;
const EXTERNAL_ALIGNMENT = 64;

/** A model as files, in pieces that are made when they are written: no more than one tensor is in memory at a time. */
export interface ExportedFiles {
  readonly modelByteLength: number;
  model(): Iterable<Uint8Array>;
  /** The weights' own file, beside the model, for models too large for one file. */
  readonly external?: { readonly fileName: string; readonly byteLength: number; chunks(): Iterable<Uint8Array> };
}

export interface ExportOptions {
  /** Name that the external data file gets, should one be needed. Without it everything is inline. */
  readonly externalFileName?: string;
  /** Default 1 GiB. */
  readonly inlineLimitBytes?: number;
}

/**
 * Writes a model as ONNX. Standard operators stay standard: layers are a view of the graph, not part of it.
 * Errors: export.too-large where the model exceeds 2 GiB and no external file was allowed; export.incomplete-model.
 */
export function exportFiles(model: Model, options: ExportOptions = {}): ExportedFiles {
  if (model.defect !== undefined) throw incompleteModel(model.defect);
  const names = ExportNames.of(model.graph);
  const weightBytes = [...model.graph.initializers.values()].reduce((sum, tensor) => sum + tensorByteLength(tensor), 0);
  const external = options.externalFileName !== undefined && weightBytes > (options.inlineLimitBytes ?? INLINE_LIMIT);
  const placed: { readonly tensor: Tensor; readonly paddingBytes: number }[] = [];
  let externalLength = 0;
  const place = (tensor: Tensor) => {
    const length = tensorByteLength(tensor);
    if (!external || length < EXTERNAL_MINIMUM || tensor.content.kind === 'strings') return undefined;
    const offset = Math.ceil(externalLength / EXTERNAL_ALIGNMENT) * EXTERNAL_ALIGNMENT;
    placed.push({ tensor, paddingBytes: offset - externalLength });
    externalLength = offset + length;
    return { location: options.externalFileName ?? '', offset, length };
  };
  const tensors = [...model.graph.initializers].map(([id, tensor]) =>
    encodeTensor(names.of(id as ValueId), tensor, place(tensor)),
  );
  const tensorHeads = tensors.map((tensor) => lengthDelimitedHead(GRAPH.initializer, tensor.byteLength));
  const graphHead = toBinary(GraphProtoSchema, exportGraph(model.graph, names));
  const graphLength =
    graphHead.byteLength +
    byteLengthOfChunks(tensorHeads) +
    tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const before = [...headerOf(model), lengthDelimitedHead(MODEL.graph, graphLength)];
  const modelByteLength = byteLengthOfChunks(before) + graphLength;
  if (modelByteLength > PROTOBUF_LIMIT) throw tooLargeForOneFile(modelByteLength);
  return {
    modelByteLength,
    *model() {
      yield* before;
      yield graphHead;
      for (const [index, tensor] of tensors.entries()) {
        yield tensorHeads[index] ?? new Uint8Array();
        yield* tensor.chunks();
      }
    },
    ...(external && {
      external: {
        fileName: options.externalFileName ?? '',
        byteLength: externalLength,
        *chunks() {
          for (const { tensor, paddingBytes } of placed) {
            if (paddingBytes > 0) yield new Uint8Array(paddingBytes);
            yield tensorBytes(tensor);
          }
        },
      },
    }),
  };
}

/** The whole model as one file in memory. Errors: export.too-large. */
export function exportOnnx(model: Model): Uint8Array {
  const files = exportFiles(model);
  const bytes = new Uint8Array(files.modelByteLength);
  let offset = 0;
  for (const chunk of files.model()) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** Everything of the ModelProto but its graph. */
function headerOf(model: Model): readonly Uint8Array[] {
  const header = create(ModelProtoSchema, {
    irVersion: BigInt(irVersionOf(model)),
    opsetImport: [...model.graph.opsets].map(([domain, version]) => ({ domain, version: BigInt(version) })),
    producerName: model.producerName,
    producerVersion: model.producerVersion,
    domain: model.domain,
    modelVersion: model.modelVersion,
    docString: model.docString,
    metadataProps: entries(model.metadata),
  });
  return [
    toBinary(ModelProtoSchema, header),
    ...model.carried.trainingInfo.flatMap((part) => lengthDelimited(MODEL.trainingInfo, part)),
    ...model.carried.functions.flatMap((part) => lengthDelimited(MODEL.functions, part)),
    ...model.carried.configurations.flatMap((part) => lengthDelimited(MODEL.configuration, part)),
  ];
}

/**
 * From IR version 4 on, initializers need not be inputs, which is how they are written here; an opset may require a newer one.
 * Source: ONNX docs/Versioning.md.
 */
function irVersionOf(model: Model): number {
  const opset = model.graph.opsets.get('') ?? 1;
  const needed = opset >= 21 ? 10 : opset >= 19 ? 9 : opset >= 15 ? 8 : opset >= 11 ? 6 : 4;
  return Math.max(model.irVersion, needed);
}
