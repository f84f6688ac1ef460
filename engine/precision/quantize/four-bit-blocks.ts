import { type Tensor, tensorFloats } from '../../ir/tensor.ts';

/** A matrix in 4 bits, as MatMulNBits stores it: columns of [K, N] in blocks along K. */
export interface FourBitMatrix {
  /** Two elements a byte, the first in the low half. Shape: [N, blocks, blockSize / 2]. */
  readonly packed: Uint8Array;
  /** Shape: [N, blocks]. */
  readonly scales: Float32Array;
  /** Two a byte. Shape: [N, ceil(blocks / 2)]. */
  readonly zeroPoints: Uint8Array;
  readonly blockCount: number;
}

const LARGEST = 15;
/** Shares of a block's range that are tried: outliers cut off leave finer steps to all others. */
const SHARES = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7] as const;
const SMALLEST_SCALE = 2 ** -40;

/**
 * Quantizes a matrix [K, N] to 4 bits, with a scale and a zero point per column and block: of several shares of a block's
 * range the one with the least squared error.
 * Exactness: within scale / 2, except for what a smaller share cuts off.
 * Source: ONNX Runtime, com.microsoft.MatMulNBits: value = (integer - zero point) * scale.
 */
export function quantizeFourBit(matrix: Tensor, blockSize: number): FourBitMatrix {
  const [k = 0, n = 0] = matrix.dims;
  const values = tensorFloats(matrix);
  const blockCount = Math.ceil(k / blockSize);
  const zeroPointBytes = Math.ceil(blockCount / 2);
  const packed = new Uint8Array((n * blockCount * blockSize) / 2);
  const scales = new Float32Array(n * blockCount);
  const zeroPoints = new Uint8Array(n * zeroPointBytes);
  const block = new Float32Array(blockSize);
  for (let column = 0; column < n; column++) {
    for (let index = 0; index < blockCount; index++) {
      for (let row = 0; row < blockSize; row++) block[row] = values[(index * blockSize + row) * n + column] ?? 0;
      const { scale, zeroPoint } = bestScale(block);
      scales[column * blockCount + index] = scale;
      const zeroPointByte = column * zeroPointBytes + (index >> 1);
      zeroPoints[zeroPointByte] = (zeroPoints[zeroPointByte] ?? 0) | (zeroPoint << (4 * (index & 1)));
      const start = ((column * blockCount + index) * blockSize) / 2;
      for (let row = 0; row < blockSize; row += 2) {
        const low = toInteger(block[row] ?? 0, scale, zeroPoint);
        const high = toInteger(block[row + 1] ?? 0, scale, zeroPoint);
        packed[start + row / 2] = low | (high << 4);
      }
    }
  }
  return { packed, scales, zeroPoints, blockCount };
}

function bestScale(block: Float32Array): { readonly scale: number; readonly zeroPoint: number } {
  let [min, max] = [0, 0];
  for (const value of block) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  let best = { scale: 1, zeroPoint: 0 };
  let leastError = Number.POSITIVE_INFINITY;
  for (const share of SHARES) {
    const scale = Math.fround(Math.max(((max - min) * share) / LARGEST, SMALLEST_SCALE));
    const zeroPoint = Math.min(LARGEST, Math.max(0, Math.round((-min * share) / scale)));
    let error = 0;
    for (const value of block) error += (value - (toInteger(value, scale, zeroPoint) - zeroPoint) * scale) ** 2;
    if (error >= leastError) continue;
    leastError = error;
    best = { scale, zeroPoint };
  }
  return best;
}

const toInteger = (value: number, scale: number, zeroPoint: number): number =>
  Math.min(LARGEST, Math.max(0, Math.round(value / scale) + zeroPoint));
