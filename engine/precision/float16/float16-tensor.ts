import { float16BitsOf } from '../../ir/float16.ts';
import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorFloats } from '../../ir/tensor.ts';

/** What becomes of a float32 tensor's elements in float16. */
export interface Float16Fit {
  readonly elementCount: number;
  /** Finite elements that would become infinite. */
  readonly overflowCount: number;
  /** Elements other than zero that would become zero. */
  readonly underflowCount: number;
}

/** From here on a value rounds to infinity. */
const OVERFLOW = 65520;
/** At and below, a value rounds to zero: half of the smallest subnormal. */
const UNDERFLOW = 2 ** -25;

export function fitOf(tensor: Tensor): Float16Fit {
  let overflowCount = 0;
  let underflowCount = 0;
  for (const value of tensorFloats(tensor)) {
    const magnitude = Math.abs(value);
    if (magnitude >= OVERFLOW && magnitude !== Number.POSITIVE_INFINITY) overflowCount++;
    else if (magnitude <= UNDERFLOW && magnitude !== 0) underflowCount++;
  }
  return { elementCount: elementCountOf(tensor.dims), overflowCount, underflowCount };
}

/** The tensor in float16, converted each time it is read: weights are never in memory in both formats. */
export const toFloat16Tensor = (tensor: Tensor): Tensor => ({
  dataType: 'float16',
  dims: tensor.dims,
  content: {
    kind: 'deferred',
    read: () => {
      const values = tensorFloats(tensor);
      const bits = new Uint16Array(values.length);
      for (let index = 0; index < values.length; index++) bits[index] = float16BitsOf(values[index] ?? 0);
      return new Uint8Array(bits.buffer);
    },
  },
});
