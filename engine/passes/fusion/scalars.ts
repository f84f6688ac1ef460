import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../../ir/tensor.ts';

/** True for a constant of one element, whatever its rank. */
export const isScalar = (tensor: Tensor): boolean => elementCountOf(tensor.dims) === 1;

/** True for a constant of one element that is `value` to four digits: exporters write sqrt(2) as 1.4142135 or 1.41421354. */
export function isAbout(tensor: Tensor, value: number): boolean {
  if (!isScalar(tensor)) return false;
  const found = tensorNumbers(tensor)[0] ?? Number.NaN;
  return Math.abs(found - value) <= 1e-4 * Math.abs(value);
}

/** True for a constant of one number per column, which widens nothing that it is added to. */
export const isColumnBias = ({ dims }: Tensor, columnCount: number): boolean =>
  dims.at(-1) === columnCount && dims.slice(0, -1).every((dim) => dim === 1);
