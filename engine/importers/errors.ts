import { WorkbenchError } from '../errors.ts';

export const notOnnx = (cause: unknown) =>
  new WorkbenchError(
    'onnx.not-onnx',
    {},
    'This file is not an ONNX model, or it is damaged: its contents cannot be decoded. Export or copy it again.',
    {
      cause,
    },
  );

export const noGraph = () =>
  new WorkbenchError(
    'onnx.no-graph',
    {},
    'This file holds no ONNX graph. Export the model again with a full graph in it.',
  );

export const unsupportedOpset = (found: number, newest: number) =>
  new WorkbenchError(
    'onnx.unsupported-opset',
    { found, newest },
    `This model uses opset ${found}; the newest supported is ${newest}. Re-export it with an older opset.`,
  );

export const cyclicGraph = (node: string) =>
  new WorkbenchError(
    'onnx.cyclic',
    { node },
    `The graph has a cycle through node ${node}, so it cannot be executed. Export the model again.`,
  );

export const tensorSizeMismatch = (tensor: string, expectedBytes: number, foundBytes: number) =>
  new WorkbenchError(
    'onnx.tensor-size',
    { tensor, expectedBytes, foundBytes },
    `The tensor "${tensor}" should hold ${expectedBytes} bytes but has ${foundBytes}. The file is damaged; export or copy it again.`,
  );

export const tensorDataMissing = (tensor: string, expectedBytes: number) =>
  new WorkbenchError(
    'onnx.tensor-data-missing',
    { tensor, expectedBytes },
    `The tensor "${tensor}" has none of the ${expectedBytes} bytes that it should hold. Export the model again with its weights.`,
  );

export const invalidTensor = (tensor: string, reason: string) =>
  new WorkbenchError(
    'onnx.invalid-tensor',
    { tensor, reason },
    `The tensor "${tensor}" is invalid: ${reason}. Export the model again.`,
  );

export const externalDataMissing = (location: string, tensor: string) =>
  new WorkbenchError(
    'onnx.external-data-missing',
    { location, tensor },
    `The model keeps its weights in "${location}", which is not beside it. Put that file into the model's folder and open it again.`,
  );

export const externalDataTruncated = (location: string, tensor: string, neededBytes: number, foundBytes: number) =>
  new WorkbenchError(
    'onnx.external-data-truncated',
    { location, tensor, neededBytes, foundBytes },
    `The weight file "${location}" is too short: "${tensor}" ends at byte ${neededBytes}, the file has ${foundBytes}. Copy it again completely.`,
  );

export const externalDataOutside = (location: string) =>
  new WorkbenchError(
    'onnx.external-data-outside',
    { location },
    `The model asks for weights outside its own folder ("${location}"). Lathe reads only files beside the model; move the file there and export again.`,
  );

export const nestedTooDeep = (limit: number) =>
  new WorkbenchError(
    'onnx.nested-too-deep',
    { limit },
    `The graph nests subgraphs more than ${limit} deep. Simplify the model and export it again.`,
  );

export const tooManyNodes = (limit: number) =>
  new WorkbenchError(
    'onnx.too-many-nodes',
    { limit },
    `The model has more than ${limit} nodes, its functions written out. Split it, or export it with fewer.`,
  );

export const decodesTooLarge = (limitBytes: number) =>
  new WorkbenchError(
    'onnx.decodes-too-large',
    { limitBytes },
    `Reading this file would take more than ${limitBytes / 2 ** 30} GiB beside its weights. It is damaged, or its weights are written as lists of numbers: export it with raw data or external data.`,
  );

/** True where data is lacking and everything else about the tensor is sound: the graph can be shown without it. */
export const isMissingData = (error: unknown): error is WorkbenchError =>
  error instanceof WorkbenchError &&
  ['onnx.external-data-missing', 'onnx.external-data-truncated', 'onnx.tensor-data-missing'].includes(error.code);
