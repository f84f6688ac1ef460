import type { DataType } from '../../ir/data-type.ts';
import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorBytes, tensorNumbers, tensorOfFloats, tensorOfNumbers } from '../../ir/tensor.ts';

/**
 * A constant computed from others when somebody reads it, anew each time: rewriting and drawing a model of gigabytes reads no
 * weight, and no result is kept beside its sources. `compute` fills `result`, which holds doubles or float32; sums and
 * products of JavaScript numbers are doubles, so each element is rounded once.
 */
export function derivedTensor(
  dataType: DataType,
  dims: readonly number[],
  compute: (result: Float32Array | Float64Array) => void,
): Tensor {
  const read = (): Uint8Array => {
    const count = elementCountOf(dims);
    if (dataType !== 'float32') {
      const numbers = new Float64Array(count);
      compute(numbers);
      return tensorBytes(tensorOfNumbers(dataType, dims, numbers));
    }
    const floats = new Float32Array(count);
    compute(floats);
    return tensorBytes(tensorOfFloats(dims, floats));
  };
  return { dataType, dims, content: { kind: 'deferred', read } };
}

/** Tensors one after the other along their first axis, byte by byte. */
export function concatenatedTensor(tensors: readonly Tensor[]): Tensor {
  const { dataType = 'float32', dims = [] } = tensors[0] ?? {};
  const extent = tensors.reduce((sum, tensor) => sum + (tensor.dims[0] ?? 0), 0);
  const read = (): Uint8Array => {
    const parts = tensors.map(tensorBytes);
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.byteLength;
    }
    return bytes;
  };
  return { dataType, dims: [extent, ...dims.slice(1)], content: { kind: 'deferred', read } };
}

/** A tensor that is known to be zero but for some rows of its first axis. */
export interface BandedTensor extends Tensor {
  /** The first row that may differ from zero, and the one behind the last. */
  readonly band: readonly [begin: number, end: number];
}

/** The rows of a tensor with zeros before and after. */
export function bandedTensor(rows: Tensor, before: number, after: number): BandedTensor {
  const zeros = (count: number) => zeroTensor(rows.dataType, [count, ...rows.dims.slice(1)]);
  const joined = concatenatedTensor([zeros(before), rows, zeros(after)]);
  return { ...joined, band: [before, before + (rows.dims[0] ?? 0)] };
}

export const isBanded = (tensor: Tensor | undefined): tensor is BandedTensor =>
  tensor !== undefined && 'band' in tensor;

/** Matrices of as many rows beside each other, byte by byte. */
export function joinedColumns(tensors: readonly Tensor[]): Tensor {
  const { dataType = 'float32', dims: [rowCount = 0] = [] } = tensors[0] ?? {};
  const columnCount = tensors.reduce((sum, tensor) => sum + (tensor.dims[1] ?? 0), 0);
  const read = (): Uint8Array => {
    const parts = tensors.map(tensorBytes);
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
    const rowLengths = parts.map((part) => part.byteLength / rowCount);
    let offset = 0;
    for (let row = 0; row < rowCount; row++) {
      parts.forEach((part, index) => {
        const length = rowLengths[index] ?? 0;
        bytes.set(part.subarray(row * length, (row + 1) * length), offset);
        offset += length;
      });
    }
    return bytes;
  };
  return { dataType, dims: [rowCount, columnCount], content: { kind: 'deferred', read } };
}

/** The same elements with other dims. */
export const reshapedTensor = ({ dataType, content }: Tensor, dims: readonly number[]): Tensor => ({
  dataType,
  dims,
  content,
});

/** [N, K] of [K, N]. */
export function transposedMatrix(matrix: Tensor): Tensor {
  const [rowCount = 0, columnCount = 0] = matrix.dims;
  return derivedTensor(matrix.dataType, [columnCount, rowCount], (result) => {
    const numbers = tensorNumbers(matrix);
    for (let row = 0; row < rowCount; row++) {
      for (let column = 0; column < columnCount; column++)
        result[column * rowCount + row] = numbers[row * columnCount + column] ?? 0;
    }
  });
}

/** A tensor of zeros. */
export const zeroTensor = (dataType: DataType, dims: readonly number[]): Tensor =>
  derivedTensor(dataType, dims, () => {});

/** [A, 0; 0, B, ...] along the first two axes; the others are alike. */
export function blockDiagonal(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  const window = first?.dims.slice(2) ?? [];
  const windowSize = elementCountOf(window);
  const rows = tensors.map(({ dataType, dims: [rowCount = 0] }, index) =>
    joinedColumns(
      tensors.map((tensor, column) => {
        const width = (tensor.dims[1] ?? 0) * windowSize;
        return column === index ? reshapedTensor(tensor, [rowCount, width]) : zeroTensor(dataType, [rowCount, width]);
      }),
    ),
  );
  const columnCount = tensors.reduce((sum, { dims }) => sum + (dims[1] ?? 0), 0);
  const joined = concatenatedTensor(rows);
  return reshapedTensor(joined, [joined.dims[0] ?? 0, columnCount, ...window]);
}
