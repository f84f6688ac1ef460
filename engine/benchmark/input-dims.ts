import type { Dim } from '../ir/shape.ts';
import { printShape } from '../ir/shape.ts';
import { ownValue } from '../own-value.ts';
import type { SessionPort } from '../runtime/session.ts';
import { fixedBatch, shapeMismatch, shapeNeeded, unknownInput } from './errors.ts';

export interface ShapeOptions {
  /** Samples per run where the model leaves that open; 1 when absent. */
  readonly batch?: number;
  /** Complete dims by input name. They win over `batch`. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

export interface ResolvedDims {
  readonly dimsByInput: ReadonlyMap<string, readonly number[]>;
  /** Samples in one run. */
  readonly batch: number;
}

/**
 * Gives every dimension of every input a size.
 * The batch axis of an input is the one named like a batch, or else its first axis if that is open and not named like a
 * sequence. A name that got a size, as batch or from `shapes`, has that size in every input. An open dimension beyond that
 * is not guessed: latency depends on it.
 * Where no axis is open, the first axis of an input of rank 4 or more counts as the batch.
 * Errors: benchmark.shape-needed, benchmark.shape-mismatch, benchmark.unknown-input, benchmark.fixed-batch.
 */
export function resolveInputDims(inputs: readonly SessionPort[], options: ShapeOptions): ResolvedDims {
  const { shapes = {}, batch = 1 } = options;
  const sizes = new Map(sizesFromShapes(inputs, shapes));
  for (const input of inputs) {
    const axis = Object.hasOwn(shapes, input.name) ? undefined : findBatchAxis(input);
    const name = axis === undefined ? undefined : input.dims[axis];
    if (typeof name === 'string' && !sizes.has(name)) sizes.set(name, batch);
  }
  const dimsByInput = new Map(
    inputs.map((input) => [input.name, ownValue(shapes, input.name) ?? dimsOf(input, sizes, batch)] as const),
  );
  const resolved = batchOf(inputs, dimsByInput);
  if (options.batch !== undefined && options.batch !== 1 && Object.keys(shapes).length === 0 && resolved !== batch) {
    throw fixedBatch(batch, resolved);
  }
  return { dimsByInput, batch: resolved };
}

/**
 * The size of every name that the given shapes settle.
 * Errors: benchmark.shape-mismatch, benchmark.unknown-input where they do not suit the model.
 */
export function sizesFromShapes(
  inputs: readonly SessionPort[],
  shapes: Readonly<Record<string, readonly number[]>>,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const [name, shape] of Object.entries(shapes)) {
    const input = inputs.find((candidate) => candidate.name === name);
    if (!input)
      throw unknownInput(
        name,
        inputs.map((candidate) => candidate.name),
      );
    // A port without dims is a scalar or of unknown rank; the runtime will tell.
    if (input.dims.length > 0 && input.dims.length !== shape.length) {
      throw shapeMismatch(name, shape, printShape(input.dims));
    }
    for (const [axis, dim] of input.dims.entries()) {
      const size = shape[axis] ?? 0;
      const expected = typeof dim === 'string' ? sizes.get(dim) : dim;
      if (expected !== undefined && expected !== size) throw shapeMismatch(name, shape, printShape(input.dims));
      if (typeof dim === 'string') sizes.set(dim, size);
    }
  }
  return sizes;
}

/** The given shapes with another batch, in inputs whose batch the model leaves open. */
export function shapesForBatch(
  inputs: readonly SessionPort[],
  shapes: Readonly<Record<string, readonly number[]>>,
  batch: number,
): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const input = inputs.find((candidate) => candidate.name === name);
      const batchAxis = input && findBatchAxis(input);
      return [name, batchAxis === undefined ? shape : shape.with(batchAxis, batch)];
    }),
  );
}

function dimsOf(input: SessionPort, sizes: ReadonlyMap<string, number>, batch: number): readonly number[] {
  const batchAxis = findBatchAxis(input);
  const dims = input.dims.map((dim, axis) => {
    if (typeof dim === 'number') return dim;
    return (dim === undefined ? undefined : sizes.get(dim)) ?? (axis === batchAxis ? batch : undefined);
  });
  const unknown = dims.flatMap((dim, axis) => (dim === undefined ? [nameOf(input.dims[axis], axis)] : []));
  if (unknown.length > 0) {
    const shape = dims.map((dim, axis) => dim ?? nameOf(input.dims[axis], axis)).join('x');
    throw shapeNeeded(input.name, shape, unknown);
  }
  return dims.filter((dim) => dim !== undefined);
}

const nameOf = (dim: Dim, axis: number): string => (typeof dim === 'string' ? dim : `axis${axis}`);

const batchLike = /^(n|b|bs)$|batch/i;
const sequenceLike = /seq|time|step|len|token|frame|past|height|width/i;

/** The open axis that takes the batch, by the rules of `resolveInputDims`. */
export function findBatchAxis({ dims }: Pick<SessionPort, 'dims'>): number | undefined {
  const named = dims.findIndex((dim) => typeof dim === 'string' && batchLike.test(dim));
  if (named >= 0) return named;
  const first = dims[0];
  if (dims.length === 0 || typeof first === 'number') return undefined;
  return first === undefined || !sequenceLike.test(first) ? 0 : undefined;
}

function batchOf(inputs: readonly SessionPort[], dimsByInput: ResolvedDims['dimsByInput']): number {
  for (const input of inputs) {
    const axis = findBatchAxis(input);
    const size = axis === undefined ? undefined : dimsByInput.get(input.name)?.[axis];
    if (size !== undefined) return size;
  }
  const images = inputs.find((input) => input.dims.length >= 4);
  return (images && dimsByInput.get(images.name)?.[0]) ?? 1;
}
