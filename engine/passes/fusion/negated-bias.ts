import { type Tensor, tensorNumbers } from '../../ir/tensor.ts';
import { derivedTensor } from './derived-tensor.ts';

/** -factor * bias [C] with dims that broadcast along `spatialRank` axes behind the channels. */
export const negatedBias = (bias: Tensor, spatialRank: number, factor = 1): Tensor =>
  derivedTensor(bias.dataType, [...bias.dims, ...Array.from({ length: spatialRank }, () => 1)], (result) => {
    const numbers = tensorNumbers(bias);
    for (let channel = 0; channel < result.length; channel++) result[channel] = -factor * (numbers[channel] ?? 0);
  });
