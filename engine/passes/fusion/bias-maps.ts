import { invariant } from '../../errors.ts';
import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../../ir/tensor.ts';
import { derivedTensor } from './derived-tensor.ts';
import type { MatchedNode } from './matched-node.ts';

/**
 * A bias that differs from position to position: what a padded convolution makes of one, since zeros around its input have none.
 * The numbers are computed once, when somebody reads them: a chain of maps would compute the first ones again for each.
 */
export interface BiasMap {
  /** [1, C, H, W] */
  readonly dims: readonly number[];
  readonly numbers: () => Float64Array;
}

const mapOf = (dims: readonly number[], compute: (result: Float64Array) => void): BiasMap => {
  let known: Float64Array | undefined;
  const numbers = () => {
    if (!known) {
      known = new Float64Array(elementCountOf(dims));
      compute(known);
    }
    return known;
  };
  return { dims, numbers };
};

/** One number per channel, at every position; `offset` channels of the map come before. */
export function uniformMap(bias: Tensor, dims: readonly number[], offset = 0): BiasMap {
  const size = positionCount(dims);
  return mapOf(dims, (result) => {
    tensorNumbers(bias).forEach((number, channel) => {
      const begin = (offset + channel) * size;
      result.fill(number, begin, begin + size);
    });
  });
}

/** A constant [1, C, H, W] as it is. */
export const constantMap = (tensor: Tensor): BiasMap =>
  mapOf(tensor.dims, (result) => {
    result.set(tensorNumbers(tensor));
  });

export function sumOfMaps(maps: readonly BiasMap[]): BiasMap {
  const [first] = maps;
  invariant(first, 'There is no map to add up');
  return mapOf(first.dims, (result) => {
    for (const { numbers } of maps) {
      numbers().forEach((number, index) => {
        result[index] = (result[index] ?? 0) + number;
      });
    }
  });
}

/** Some channels, as Split gives them. */
export const channelsOf = (map: BiasMap, begin: number, count: number): BiasMap => {
  const size = positionCount(map.dims);
  return mapOf([1, count, ...map.dims.slice(2)], (result) => {
    result.set(map.numbers().subarray(begin * size, (begin + count) * size));
  });
};

/** What a convolution of two spatial axes and one group makes of a map, its own bias left out. */
export function convolvedMap(conv: MatchedNode<'Conv'>, map: BiasMap, dims: readonly number[]): BiasMap {
  const weight = conv.constant('W');
  invariant(weight, 'A convolution whose weights are computed maps no bias');
  const { pads = [0, 0], strides = [1, 1], dilations = [1, 1] } = conv.attributes;
  const [outputCount = 0, inputCount = 0, kernelHeight = 0, kernelWidth = 0] = weight.dims;
  const [, , inputHeight = 0, inputWidth = 0] = map.dims;
  const [, , height = 0, width = 0] = dims;
  const rows = axisOf(inputHeight, height, pads[0], strides[0], dilations[0]);
  const columns = axisOf(inputWidth, width, pads[1], strides[1], dilations[1]);
  return mapOf(dims, (result) => {
    const [weights, source] = [tensorNumbers(weight), map.numbers()];
    let element = 0;
    for (let output = 0; output < outputCount; output++) {
      for (let input = 0; input < inputCount; input++) {
        for (let kernelRow = 0; kernelRow < kernelHeight; kernelRow++) {
          for (let kernelColumn = 0; kernelColumn < kernelWidth; kernelColumn++) {
            const factor = weights[element++] ?? 0;
            // Widened convolutions are mostly zeros.
            if (factor === 0) continue;
            const [firstRow, endRow] = rows.range(kernelRow);
            const [firstColumn, endColumn] = columns.range(kernelColumn);
            for (let row = firstRow; row < endRow; row++) {
              const target = (output * height + row) * width;
              const begin = (input * inputHeight + rows.source(row, kernelRow)) * inputWidth;
              for (let column = firstColumn; column < endColumn; column++) {
                const number = source[begin + columns.source(column, kernelColumn)] ?? 0;
                result[target + column] = (result[target + column] ?? 0) + factor * number;
              }
            }
          }
        }
      }
    }
  });
}

/** Which positions of the input an output reads along one axis, and which outputs see the input through a tap and not the padding. */
function axisOf(inputExtent: number, outputExtent: number, pad = 0, stride = 1, dilation = 1) {
  const source = (position: number, tap: number) => position * stride + tap * dilation - pad;
  const range = (tap: number): readonly [number, number] => {
    const first = Math.max(0, Math.ceil((pad - tap * dilation) / stride));
    const end = Math.floor((inputExtent - 1 + pad - tap * dilation) / stride) + 1;
    return [first, Math.min(end, outputExtent)];
  };
  return { source, range };
}

/** The map, or what has to be subtracted in its place, as a constant. */
export const tensorOfMap = ({ dims, numbers }: BiasMap, dataType: Tensor['dataType'], sign: 1 | -1 = 1): Tensor =>
  derivedTensor(dataType, dims, (result) => {
    numbers().forEach((number, index) => {
      result[index] = sign * number;
    });
  });

const positionCount = (dims: readonly number[]): number => elementCountOf(dims.slice(2));
