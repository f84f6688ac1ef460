import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorFloats } from '../../ir/tensor.ts';
import type { HalfFormat } from './half-format.ts';

/** What becomes of a float32 tensor's elements in a 16-bit format. */
export interface HalfFit {
  readonly elementCount: number;
  /** Finite elements that would become infinite. */
  readonly overflowCount: number;
  /** Elements other than zero that would become zero. */
  readonly underflowCount: number;
}

export function fitOf(tensor: Tensor, { overflow, underflow }: HalfFormat): HalfFit {
  let overflowCount = 0;
  let underflowCount = 0;
  for (const value of tensorFloats(tensor)) {
    const magnitude = Math.abs(value);
    if (magnitude >= overflow && magnitude !== Number.POSITIVE_INFINITY) overflowCount++;
    else if (magnitude <= underflow && magnitude !== 0) underflowCount++;
  }
  return { elementCount: elementCountOf(tensor.dims), overflowCount, underflowCount };
}

/** The tensor in a 16-bit format, converted each time it is read: weights are never in memory in both formats. */
export const toHalfTensor = (tensor: Tensor, { dataType, toBits }: HalfFormat): Tensor => ({
  dataType,
  dims: tensor.dims,
  content: { kind: 'deferred', read: () => new Uint8Array(toBits(tensorFloats(tensor)).buffer) },
});
