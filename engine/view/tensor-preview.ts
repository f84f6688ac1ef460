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
  return numbers.length === 0 ? { ...header, values } : { ...header, values, statistics: statisticsOf(numbers) };
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
