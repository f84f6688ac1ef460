import { type Tensor, tensorNumbers } from '../ir/tensor.ts';

/** Signal to quantization noise of `actual` against `reference` over all elements, in dB; Infinity where they are equal. */
export function sqnrDb(reference: Tensor, actual: Tensor): number {
  const [a, b] = [tensorNumbers(reference), tensorNumbers(actual)];
  let [signal, noise] = [0, 0];
  for (let index = 0; index < a.length; index++) {
    const [value, error] = [a[index] ?? 0, (a[index] ?? 0) - (b[index] ?? 0)];
    signal += value * value;
    noise += error * error;
  }
  return noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
}
