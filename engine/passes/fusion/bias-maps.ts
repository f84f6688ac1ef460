import { invariant } from '../../errors.ts';
import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../../ir/tensor.ts';
import { derivedTensor } from './derived-tensor.ts';
import type { MatchedNode } from './matched-node.ts';

/**
 * A bias [1, C, H, W] that differs from position to position: what a padded convolution makes of one, since the zeros around its
 * input have none. All positions far enough from the padding have the same: a row or column is of one class with those that are
 * made from the same classes, and numbers are kept for classes alone.
 */
export interface BiasMap {
  /** Of each row and each column, its class. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /**
   * [C, row classes, column classes]. Computed when somebody reads it, and kept as long as the model, since a chain of maps would
   * compute the first ones again.
   */
  readonly numbers: () => Float64Array;
}

/** Whether a map, which is kept with the model, may have these dims. */
export const isMapSized = (dims: readonly number[]): boolean =>
  dims.length === 4 && dims[0] === 1 && elementCountOf(dims) <= MAXIMUM_ELEMENTS;

/** 16 MB in float32. */
const MAXIMUM_ELEMENTS = 2 ** 22;

/** One number per channel, at all positions of [1, C, H, W]. */
export const uniformMap = (bias: Tensor, [, , height = 0, width = 0]: readonly number[]): BiasMap => ({
  rows: Array.from({ length: height }, () => 0),
  columns: Array.from({ length: width }, () => 0),
  numbers: once(() => Float64Array.from(tensorNumbers(bias))),
});

/** A number per channel on top. */
export const addBias = (map: BiasMap, bias: Tensor): BiasMap => ({
  ...map,
  numbers: once(() => {
    const size = classCountOf(map);
    const biases = tensorNumbers(bias);
    return map.numbers().map((number, index) => number + (biases[Math.floor(index / size)] ?? 0));
  }),
});

/** Some channels, as Split gives them. */
export const channelsOf = (map: BiasMap, begin: number, count: number): BiasMap => ({
  ...map,
  numbers: once(() => {
    const size = classCountOf(map);
    return map.numbers().slice(begin * size, (begin + count) * size);
  }),
});

/** What a convolution of two spatial axes and one group makes of a map, its own bias left out; `dims` are those of its output. */
export function convolvedMap(conv: MatchedNode<'Conv'>, map: BiasMap, dims: readonly number[]): BiasMap {
  const weight = conv.constant('W');
  invariant(weight, 'A convolution whose weights are computed maps no bias');
  const { pads = [], strides = [], dilations = [] } = conv.attributes;
  const [outputCount = 0, inputCount = 0, height = 0, width = 0] = weight.dims;
  const axis = (index: 0 | 1, classes: readonly number[], tapCount: number) =>
    convolvedAxis(classes, {
      tapCount,
      extent: dims[2 + index],
      pad: pads[index],
      stride: strides[index],
      dilation: dilations[index],
    });
  const [rows, columns] = [axis(0, map.rows, height), axis(1, map.columns, width)];
  const compute = () => {
    const [weights, source] = [tensorNumbers(weight), map.numbers()];
    const [sourceHeight, sourceWidth] = [countOf(map.rows), countOf(map.columns)];
    const [rowCount, columnCount] = [rows.sources.length, columns.sources.length];
    const result = new Float64Array(outputCount * rowCount * columnCount);
    for (let output = 0; output < outputCount; output++) {
      for (let input = 0; input < inputCount; input++) {
        const first = (output * inputCount + input) * height * width;
        for (let tap = 0; tap < height * width; tap++) {
          const factor = weights[first + tap] ?? 0;
          // Widened convolutions are mostly zeros.
          if (factor === 0) continue;
          const [rowTap, columnTap] = [Math.floor(tap / width), tap % width];
          for (let row = 0; row < rowCount; row++) {
            const sourceRow = rows.sources[row]?.[rowTap] ?? PADDING;
            if (sourceRow === PADDING) continue;
            const [to, from] = [
              (output * rowCount + row) * columnCount,
              (input * sourceHeight + sourceRow) * sourceWidth,
            ];
            for (let column = 0; column < columnCount; column++) {
              const sourceColumn = columns.sources[column]?.[columnTap] ?? PADDING;
              if (sourceColumn !== PADDING)
                result[to + column] = (result[to + column] ?? 0) + factor * (source[from + sourceColumn] ?? 0);
            }
          }
        }
      }
    }
    return result;
  };
  return { rows: rows.classes, columns: columns.classes, numbers: once(compute) };
}

const PADDING = -1;

interface Window {
  readonly tapCount: number;
  readonly extent: number | undefined;
  readonly pad: number | undefined;
  readonly stride: number | undefined;
  readonly dilation: number | undefined;
}

/** The classes of an output along one axis, and the class that each of them reads through each tap. */
function convolvedAxis(input: readonly number[], { tapCount, extent = 0, pad = 0, stride = 1, dilation = 1 }: Window) {
  const known = new Map<string, number>();
  const sources: (readonly number[])[] = [];
  const classes = Array.from({ length: extent }, (_, position) => {
    const read = Array.from(
      { length: tapCount },
      (_tap, tap) => input[position * stride + tap * dilation - pad] ?? PADDING,
    );
    const key = read.join();
    const index = known.get(key) ?? sources.push(read) - 1;
    known.set(key, index);
    return index;
  });
  return { classes, sources };
}

interface MapConstant {
  readonly dataType: Tensor['dataType'];
  /** [1, C, H, W] */
  readonly dims: readonly number[];
  /** What the maps come on top of. */
  readonly base?: Tensor | undefined;
  /** -1 for what has to be subtracted. */
  readonly sign?: 1 | -1;
}

/** The maps added up, as a constant. */
export const tensorOfMaps = (maps: readonly BiasMap[], { dataType, dims, base, sign = 1 }: MapConstant): Tensor =>
  derivedTensor(dataType, dims, (result) => {
    if (base) result.set(tensorNumbers(base));
    for (const map of maps) {
      const [numbers, rowCount, columnCount] = [map.numbers(), countOf(map.rows), countOf(map.columns)];
      let index = 0;
      for (let channel = 0; channel < (dims[1] ?? 0); channel++) {
        for (const row of map.rows) {
          const begin = (channel * rowCount + row) * columnCount;
          for (const column of map.columns) {
            result[index] = (result[index] ?? 0) + sign * (numbers[begin + column] ?? 0);
            index++;
          }
        }
      }
    }
  });

const countOf = (classes: readonly number[]): number => classes.reduce((count, index) => Math.max(count, index + 1), 0);

const classCountOf = ({ rows, columns }: BiasMap): number => countOf(rows) * countOf(columns);

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
