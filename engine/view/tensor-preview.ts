import type { TensorPreview } from '../api/contract.ts';
import { elementCountOf, printShape } from '../ir/shape.ts';
import { isNumeric, type Tensor, tensorByteLength, tensorNumbers } from '../ir/tensor.ts';

const SHOWN_VALUES = 256;

/** The first values of a tensor and statistics over all of them. Reads the tensor. */
export function previewTensor(name: string, tensor: Tensor): TensorPreview {
  const header = {
    name,
    dataType: tensor.dataType,
    shape: printShape(tensor.dims),
    elementCount: elementCountOf(tensor.dims),
    sizeBytes: tensorByteLength(tensor),
  };
  if (tensor.content.kind === 'strings') {
    const decoder = new TextDecoder();
    return { ...header, values: tensor.content.values.slice(0, SHOWN_VALUES).map((value) => decoder.decode(value)) };
  }
  if (!isNumeric(tensor.dataType)) return { ...header, values: [] };
  const numbers = tensorNumbers(tensor);
  const values = Array.from(numbers.subarray(0, SHOWN_VALUES), (value) => String(Number(value.toPrecision(7))));
  if (numbers.length === 0) return { ...header, values };
  const statistics = statisticsOf(numbers);
  const histogram = histogramOf(numbers, statistics);
  return { ...header, values, statistics, ...(histogram && { histogram }) };
}

const BINS = 32;

/** Counts over equal stretches from the least element to the greatest. */
function histogramOf(
  numbers: ArrayLike<number>,
  { min, max }: NonNullable<TensorPreview['statistics']>,
): readonly number[] | undefined {
  const range = max - min;
  if (!(range > 0 && Number.isFinite(range))) return undefined;
  const counts = new Array<number>(BINS).fill(0);
  for (let index = 0; index < numbers.length; index++) {
    const bin = Math.min(BINS - 1, Math.floor((((numbers[index] ?? 0) - min) / range) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Welford's algorithm, which loses no digits to large means. NaN makes every figure NaN, as it should. */
function statisticsOf(numbers: ArrayLike<number>): NonNullable<TensorPreview['statistics']> {
  let [min, max, mean, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] ?? 0;
    min = Math.min(min, value);
    max = Math.max(max, value);
    const delta = value - mean;
    mean += delta / (index + 1);
    squares += delta * (value - mean);
  }
  return { min, max, mean, std: Math.sqrt(squares / numbers.length) };
}
