import { elementCountOf, normalizeAxis } from '../ir/shape.ts';
import type { Tensor } from '../ir/tensor.ts';
import { offsetsOf, rowMajorStrides, steps } from './tensor-math.ts';

/**
 * Per element of a tensor of `dims`, the offset into its scales: one for all, one per position along `axis`, or one per block
 * of `blockSize` positions there.
 */
export function scaleOffsets(
  dims: readonly number[],
  scale: Tensor,
  axis: number,
  blockSize: number,
): Int32Array | undefined {
  const along = normalizeAxis(axis, dims.length);
  if (elementCountOf(scale.dims) === 1) return offsetsOf(dims.map((count) => steps(count, 0)));
  if (blockSize > 0) {
    const strides = rowMajorStrides(scale.dims);
    return offsetsOf(
      dims.map((count, index) =>
        steps(count, 1)?.map((at) => (index === along ? Math.floor(at / blockSize) : at) * (strides[index] ?? 0)),
      ),
    );
  }
  if (scale.dims.length !== 1 || scale.dims[0] !== dims[along]) return undefined;
  return offsetsOf(dims.map((count, index) => steps(count, index === along ? 1 : 0)));
}
