import { WorkbenchError } from '../errors.ts';
import { printShape, type Shape } from '../ir/shape.ts';
import type { SessionPort } from '../runtime/session.ts';

const formats =
  'Lathe reads a folder with one sub-folder of images per class, .npy, .npz with x and y, IDX files, JSON lines of image paths and labels, and ONNX test_data_set folders';

const portText = (port: SessionPort) => `input "${port.name}" of the model takes ${printShape(port.dims)}`;

export const dataNotFound = (path: string, cause?: unknown) =>
  new WorkbenchError('data.not-found', { path }, `There is no file or folder ${path}. Check the path and try again.`, {
    cause,
  });

export const dataUnreadable = (path: string, reason: string, cause?: unknown) =>
  new WorkbenchError(
    'data.unreadable',
    { path, reason },
    `${path} could not be read (${reason}). Check its permissions and the disk it is on.`,
    { cause },
  );

/** `found` continues "PATH ..."; `next` is a sentence that says how to go on. */
export const dataUnrecognized = (path: string, found: string, next = `${formats}.`, cause?: unknown) =>
  new WorkbenchError('data.unrecognized', { path, found }, `${path} ${found}. ${next}`, { cause });

export const dataTruncated = (path: string, expectedBytes: number, actualBytes: number, cause?: unknown) =>
  new WorkbenchError(
    'data.truncated',
    { path, expectedBytes, actualBytes },
    `${path} should hold ${expectedBytes} bytes by its own header and holds ${actualBytes}. It was cut short or damaged: copy or download it again.`,
    { cause },
  );

export const compressedDataDamaged = (path: string, cause?: unknown) =>
  new WorkbenchError(
    'data.truncated',
    { path },
    `The compressed data of ${path} ends too early or is damaged. Copy or download it again.`,
    { cause },
  );

export const compressedDataTooLarge = (path: string, sizeBytes: number, limitBytes: number) =>
  new WorkbenchError(
    'data.too-large',
    { path, sizeBytes, limitBytes },
    `${path} unpacks to ${sizeBytes} bytes; compressed data is held in memory and may take ${limitBytes} at most. Store it uncompressed (gunzip, or numpy.savez instead of savez_compressed): then it is read piece by piece.`,
  );

export const labelsMismatch = (path: string, labelCount: number, data: string, sampleCount: number) =>
  new WorkbenchError(
    'data.labels-mismatch',
    { path, labelCount, data, sampleCount },
    `${path} holds ${labelCount} labels and ${data} holds ${sampleCount} samples. Give the labels that belong to this data.`,
  );

export const labelsMissing = (path: string) =>
  new WorkbenchError(
    'data.labels-missing',
    { path },
    `${path} has no labels, so top-1 cannot be measured. Give them with --labels FILE (.npy or IDX), or put them beside the data under its usual name.`,
  );

export const labelOutOfRange = (data: string, label: number, classCount: number, labelOffset: number) =>
  new WorkbenchError(
    'data.label-out-of-range',
    { data, label, classCount, labelOffset },
    `${data} has label ${label}${labelOffset === 0 ? '' : ` with --label-offset ${labelOffset}`}, but the model has classes 0 to ${classCount - 1}. ${
      label === classCount
        ? `If its labels count from 1, use --label-offset ${labelOffset - 1}.`
        : 'Use --label-offset N to shift the labels, or check that the data belongs to this model.'
    }`,
  );

/** `sample` describes the data's side: "[28, 28, 1] (height, width, channels)". */
export const shapeMismatch = (data: string, sample: string, port: SessionPort, next: string) =>
  new WorkbenchError(
    'data.shape-mismatch',
    { data, sample, input: port.name, expected: printShape(port.dims) },
    `${data} holds samples of shape ${sample}; ${portText(port)}. ${next}`,
  );

export const imagesDiffer = (data: string, first: string, other: string) =>
  new WorkbenchError(
    'data.shape-mismatch',
    { data, first, other },
    `The images of ${data} differ in size (${first} and ${other}). Set "resize" in a --preprocess file.`,
  );

export const cropTooLarge = (data: string, image: string, crop: string) =>
  new WorkbenchError(
    'data.shape-mismatch',
    { data, image, crop },
    `An image of ${data} is ${image}, smaller than the crop ${crop}. Set a larger "resize" or a smaller "crop" in the --preprocess file.`,
  );

export const channelsMismatch = (data: string, channelCount: number, wanted: string) =>
  new WorkbenchError(
    'data.shape-mismatch',
    { data, channelCount, wanted },
    `The images of ${data} have ${channelCount} channels, but the preprocessing asks for ${wanted}. Change "color", "mean" or "std" in the --preprocess file.`,
  );

export const inputsMismatch = (data: string, provided: readonly string[], inputs: readonly SessionPort[]) =>
  new WorkbenchError(
    'data.shape-mismatch',
    { data, provided, inputs: inputs.map((input) => input.name) },
    `${data} feeds ${provided.length === 1 ? 'one input' : `${provided.length} inputs (${provided.join(', ')})`}; the model takes ${inputs.length} (${inputs.map((input) => input.name).join(', ')}). Use an ONNX test_data_set folder with one input_N.pb per input.`,
  );

export const inputTypeUnsupported = (input: string, dataType: string, data: string) =>
  new WorkbenchError(
    'data.type-mismatch',
    { input, dataType, data },
    `Input "${input}" takes ${dataType}, which ${data} cannot provide. Use an ONNX test_data_set folder with inputs of that type.`,
  );

/** `line` counts from 1. */
export const lineInvalid = (path: string, line: number, problem: string, cause?: unknown) =>
  new WorkbenchError(
    'data.line-invalid',
    { path, line, problem },
    `Line ${line} of ${path} ${problem}. Write one JSON object per line: {"path": "images/1.png", "label": 3}.`,
    { cause },
  );

export const imageUndecodable = (path: string, reason: string, cause?: unknown) =>
  new WorkbenchError(
    'data.image-undecodable',
    { path, reason },
    `The image ${path} could not be decoded (${reason}). Replace or delete it.`,
    { cause },
  );

export const preprocessInvalid = (path: string, problem: string, cause?: unknown) =>
  new WorkbenchError('data.preprocess-invalid', { path, problem }, `${path} is no valid preprocessing: ${problem}.`, {
    cause,
  });

export const preprocessUnused = (data: string) =>
  new WorkbenchError(
    'data.preprocess-unused',
    { data },
    `${data} holds arrays that are fed as they are; preprocessing applies to uint8 images only. Leave out --preprocess, or give the data as uint8 images.`,
  );

export const shapeUnknown = (input: string, dims: Shape) =>
  new WorkbenchError(
    'data.shape-unknown',
    { input, dims: dims.map((dim) => String(dim ?? '?')) },
    `Random data needs every size of input "${input}", and the model leaves ${printShape(dims)} open. Give it with --shape ${input}=1x...`,
  );

export const batchesDiffer = (first: string, firstBatch: number, other: string, otherBatch: number) =>
  new WorkbenchError(
    'accuracy.batches-differ',
    { first, firstBatch, other, otherBatch },
    `${first} is fixed to batch ${firstBatch} and ${other} to batch ${otherBatch}, so they cannot run the same batches. Export both with the same batch size.`,
  );

export const outputsDiffer = (first: string, firstOutputs: string, other: string, otherOutputs: string) =>
  new WorkbenchError(
    'accuracy.outputs-differ',
    { first, firstOutputs, other, otherOutputs },
    `${other} gives ${otherOutputs} where ${first} gives ${firstOutputs}, so their answers cannot be compared. Compare variants of one model.`,
  );

export const sampleInvalid = (path: string, problem: string, cause?: unknown) =>
  new WorkbenchError(
    'sample.invalid',
    { path, problem },
    `${path} is no valid sample description: ${problem}. Reinstall Lathe, or correct the file.`,
    { cause },
  );

export const nothingToCompare = (model: string) =>
  new WorkbenchError(
    'accuracy.nothing-to-compare',
    { model },
    `${model} gives no numeric output, so there is nothing to compare. Evaluate a model with tensor outputs of numbers.`,
  );

/** Ends the work when its caller cancelled it, whatever reason the signal carries: cancellation is no failure. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DOMException('The operation was cancelled', 'AbortError');
}
