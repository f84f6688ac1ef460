import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../../ir/tensor.ts';
import { derivedTensor } from './derived-tensor.ts';
import type { MatchedNode } from './matched-node.ts';

/** Channels of what a convolution with constant weights reads. */
export const channelCountOf = (conv: MatchedNode<'Conv'>): number =>
  (conv.constant('W')?.dims[1] ?? 0) * conv.attributes.group;

/** Whether some outputs of a convolution see the zeros around its input. */
export function isPadded(conv: MatchedNode<'Conv'>): boolean {
  const { autoPad, pads } = conv.attributes;
  return autoPad.startsWith('SAME') || (autoPad === 'NOTSET' && (pads?.some((count) => count !== 0) ?? false));
}

/** The input channel that an element of W [M, C/group, ...] is multiplied with. */
export function inputChannels(conv: MatchedNode<'Conv'>, { dims }: Tensor): (element: number) => number {
  const [outputCount = 1, inputsPerGroup = 1] = dims;
  const kernelSize = elementCountOf(dims.slice(2));
  const outputsPerGroup = outputCount / conv.attributes.group;
  return (element) => {
    const row = Math.floor(element / kernelSize);
    const group = Math.floor(Math.floor(row / inputsPerGroup) / outputsPerGroup);
    return group * inputsPerGroup + (row % inputsPerGroup);
  };
}

/**
 * The bias of a convolution that stands for a constant per input channel, added to all that it reads.
 * B'[m] = B[m] + sum over c and kernel of W[m, c] * shift[c]
 */
export function shiftOutputs(
  conv: MatchedNode<'Conv'>,
  weight: Tensor,
  shift: (channelCount: number) => ArrayLike<number>,
): Tensor {
  const channelOf = inputChannels(conv, weight);
  const bias = conv.constant('B');
  const outputCount = weight.dims[0] ?? 0;
  const elementsPerOutput = elementCountOf(weight.dims.slice(1));
  return derivedTensor(weight.dataType, [outputCount], (result) => {
    const [numbers, shifts] = [tensorNumbers(weight), shift(channelCountOf(conv))];
    const biases = bias && tensorNumbers(bias);
    for (let output = 0; output < outputCount; output++) {
      let sum = biases?.[output] ?? 0;
      const end = (output + 1) * elementsPerOutput;
      for (let element = output * elementsPerOutput; element < end; element++)
        sum += (numbers[element] ?? 0) * (shifts[channelOf(element)] ?? 0);
      result[output] = sum;
    }
  });
}
