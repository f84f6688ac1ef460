import { bitsOf } from '../ir/data-type.ts';
import { elementCountOf } from '../ir/shape.ts';
import { aligned, type Tensor, tensorBytes, tensorOfBytes } from '../ir/tensor.ts';

/**
 * The core of `evaluate`: where each element of a result comes from. Most operators that only move elements (Transpose,
 * Slice, Gather, Expand, Tile, Pad, ...) place them by a table per axis of the result; the tables' entries add up to an
 * offset into the source. Elements are moved as they are, whatever their type.
 */

/** No evaluation makes a tensor of more elements. */
export const MAX_ELEMENTS = 2 ** 25;

/** Per position along one axis, what it adds to the offset into the source; negative where there is no source. */
export interface AxisTable extends ArrayLike<number>, Iterable<number> {
  map(entry: (offset: number) => number): AxisTable;
}

export const rowMajorStrides = (dims: readonly number[]): readonly number[] => {
  const strides = dims.slice();
  let stride = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= dims[axis] ?? 1;
  }
  return strides;
};

/** `count` positions, `stride` apart; undefined where they are more than MAX_ELEMENTS, or no number of positions at all. */
export const steps = (count: number, stride: number, start = 0): AxisTable | undefined =>
  Number.isInteger(count) && count >= 0 && count <= MAX_ELEMENTS
    ? Int32Array.from({ length: count }, (_, index) => start + index * stride)
    : undefined;

/**
 * Offsets of all elements of a result, row-major; -1 where an axis has no source. Undefined where they are more than
 * MAX_ELEMENTS.
 */
export function offsetsOf(tables: readonly (AxisTable | undefined)[], start = 0): Int32Array | undefined {
  const present = tables.filter((table) => table !== undefined);
  const count = present.reduce((product, table) => product * table.length, 1);
  if (present.length < tables.length || count > MAX_ELEMENTS) return undefined;
  let offsets = Int32Array.of(start);
  for (const table of count === 0 ? [[]] : present) {
    const next = new Int32Array(offsets.length * table.length);
    let position = 0;
    for (const base of offsets) for (const step of table) next[position++] = base < 0 || step < 0 ? -1 : base + step;
    offsets = next;
  }
  return offsets;
}

/** Offsets into a tensor of `dims` for a result of `target` that it broadcasts to. */
export function broadcastOffsets(dims: readonly number[], target: readonly number[]): Int32Array | undefined {
  const strides = rowMajorStrides(dims);
  const lead = target.length - dims.length;
  return offsetsOf(
    target.map((extent, index) => steps(extent, dims[index - lead] === 1 ? 0 : (strides[index - lead] ?? 0))),
  );
}

/** Elements as machine words: `lanes` of them make one element. */
interface Words {
  readonly array: Uint8Array | Uint16Array | Uint32Array;
  readonly lanes: number;
}

/** True where elements are whole machine words: not strings, not types narrower than a byte. */
export const isMovable = ({ dataType }: Tensor): boolean => bitsOf(dataType) >= 8;

function wordsOf(tensor: Tensor, bytes = tensorBytes(tensor)): Words {
  const bits = bitsOf(tensor.dataType);
  const { buffer, byteOffset, byteLength } = aligned(bytes);
  if (bits === 8) return { array: bytes, lanes: 1 };
  if (bits === 16) return { array: new Uint16Array(buffer, byteOffset, byteLength / 2), lanes: 1 };
  return { array: new Uint32Array(buffer, byteOffset, byteLength / 4), lanes: bits / 32 };
}

/** A tensor of `dims` whose element k is the source's element offsets[k], or `fill` (0 by default) where that is -1. */
export function pick(
  source: Tensor,
  dims: readonly number[],
  offsets: Int32Array | undefined,
  fill?: Tensor,
): Tensor | undefined {
  if (!offsets || !isMovable(source) || offsets.length !== elementCountOf(dims)) return undefined;
  const result = zeros(source, dims);
  const [from, to, padding] = [wordsOf(source), wordsOf(result), fill && wordsOf(fill)];
  const { lanes } = from;
  for (let index = 0; index < offsets.length; index++) {
    const offset = offsets[index] ?? -1;
    for (let lane = 0; lane < lanes; lane++) {
      to.array[index * lanes + lane] = (offset < 0 ? padding?.array[lane] : from.array[offset * lanes + lane]) ?? 0;
    }
  }
  return result;
}

/** A tensor of `dims` that holds each part's element k at the part's offsets[k]. */
export function place(
  dims: readonly number[],
  parts: readonly { readonly tensor: Tensor; readonly offsets: Int32Array | undefined }[],
): Tensor | undefined {
  const [first] = parts;
  const isPossible = dims.every((extent) => extent >= 0) && elementCountOf(dims) <= MAX_ELEMENTS;
  if (!first || !isPossible || !parts.every(({ tensor }) => isMovable(tensor))) return undefined;
  const result = zeros(first.tensor, dims);
  const to = wordsOf(result);
  for (const { tensor, offsets } of parts) {
    if (!offsets) return undefined;
    const { array, lanes } = wordsOf(tensor);
    for (let index = 0; index < offsets.length; index++) {
      for (let lane = 0; lane < lanes; lane++) {
        to.array[(offsets[index] ?? 0) * lanes + lane] = array[index * lanes + lane] ?? 0;
      }
    }
  }
  return result;
}

/** For operators of one output. */
export const single = (tensor: Tensor | undefined): readonly Tensor[] | undefined => tensor && [tensor];

/** The same elements in another shape; they are shared. Undefined where a damaged file asks for more or fewer than there are. */
export const reshaped = (tensor: Tensor, dims: readonly number[]): Tensor | undefined =>
  elementCountOf(dims) === elementCountOf(tensor.dims) ? { ...tensor, dims } : undefined;

const zeros = ({ dataType }: Tensor, dims: readonly number[]): Tensor =>
  tensorOfBytes(dataType, dims, new Uint8Array(new ArrayBuffer((elementCountOf(dims) * bitsOf(dataType)) / 8)));
