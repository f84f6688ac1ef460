import type { SessionPort } from '../runtime/session.ts';

/** How samples of one shape fill an input. */
export interface BatchedInput {
  /** Samples per run where the model fixes it. */
  readonly fixedBatch: number | undefined;
  /** The tensor's dims for this many samples. */
  readonly dimsFor: (batch: number) => readonly number[];
}

type Dim = number | string | undefined;

/**
 * Fits samples to an input whose first dimension is the batch; or, where that fails, to one of fixed first dimension without a batch.
 * Dimensions of 1 may be left out or added, and an input [N, length] takes any sample flattened: neither moves a value.
 * Undefined when the shapes do not agree.
 */
export function fitInput(port: SessionPort, sampleShape: readonly number[]): BatchedInput | undefined {
  const [batch, ...rest] = port.dims;
  const sampleDims = port.dims.length === 0 ? undefined : matchDims(rest, sampleShape);
  if (sampleDims !== undefined) {
    return { fixedBatch: fixedSize(batch), dimsFor: (count) => [count, ...sampleDims] };
  }
  const wholeDims = fixedSize(batch) === undefined ? undefined : matchDims(port.dims, sampleShape);
  return wholeDims === undefined ? undefined : { fixedBatch: 1, dimsFor: () => wholeDims };
}

const fixedSize = (dim: Dim) => (typeof dim === 'number' && dim > 0 ? dim : undefined);

function matchDims(model: readonly Dim[], sample: readonly number[]): readonly number[] | undefined {
  if (model.length === sample.length && model.every((dim, axis) => agrees(dim, sample[axis]))) return sample;
  const squeezed = sample.filter((dim) => dim !== 1);
  const wanted = model.filter((dim) => dim !== 1);
  if (wanted.length === squeezed.length && wanted.every((dim, axis) => agrees(dim, squeezed[axis]))) {
    const remaining = [...squeezed];
    return model.map((dim) => (dim === 1 ? 1 : (remaining.shift() ?? 1)));
  }
  const [length] = model;
  const elementCount = sample.reduce((product, dim) => product * dim, 1);
  return model.length === 1 && length === elementCount ? [elementCount] : undefined;
}

const agrees = (wanted: Dim, found: number | undefined) => fixedSize(wanted) === undefined || wanted === found;
