import { WorkbenchError } from '../errors.ts';

/** `shape` is what to fill in: '1x3xheightxwidth'. */
export const shapeNeeded = (input: string, shape: string, unknown: readonly string[]) =>
  new WorkbenchError(
    'benchmark.shape-needed',
    { input, shape, unknown },
    `Input '${input}' has dimensions of open size (${unknown.join(', ')}); say how large they are: --shape ${input}=${shape} with a number for each name.`,
  );

export const shapeMismatch = (input: string, shape: readonly number[], expected: string) =>
  new WorkbenchError(
    'benchmark.shape-mismatch',
    { input, shape, expected },
    `The shape ${shape.join('x')} does not suit input '${input}', which is ${expected}; correct --shape ${input}=...`,
  );

export const unknownInput = (input: string, inputs: readonly string[]) =>
  new WorkbenchError(
    'benchmark.unknown-input',
    { input, inputs },
    `The model has no input '${input}' to give a shape; its inputs are ${inputs.map((name) => `'${name}'`).join(', ')}.`,
  );

export const fixedBatch = (asked: number, fixed: number) =>
  new WorkbenchError(
    'benchmark.fixed-batch',
    { asked, fixed },
    `The model has a fixed batch of ${fixed}, so it cannot be measured with ${asked}; use --batch ${fixed}, or export the model with a dynamic batch dimension.`,
  );

export const unsupportedInput = (input: string, dataType: string) =>
  new WorkbenchError(
    'benchmark.unsupported-input',
    { input, dataType },
    `Input '${input}' is ${dataType}, for which no random values can be made; measure a model that takes plain tensors.`,
  );
