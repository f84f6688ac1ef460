import { elementCountOf } from '../ir/shape.ts';
import type { Tensor } from '../ir/tensor.ts';
import { readChoice, readInt } from './attributes.ts';
import { coordinateOffsets } from './gather-elements.ts';
import { tupleOffsets } from './gather-nd.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, place, single, steps } from './tensor-math.ts';

/** Copies of `data` in which some entries are replaced by, or combined with, those of `updates`. */

const reductions = ['none', 'add', 'mul', 'max', 'min'] as const;

const scatterAlongAxis = <const T extends string>(type: T) =>
  defineOp({
    type,
    domain: '',
    inputs: ['data', 'indices', 'updates'],
    outputs: ['output'],
    category: 'shape',
    decodeAttributes: (attributes) => ({
      axis: readInt(attributes, 'axis', 0),
      reduction: readChoice(attributes, 'reduction', reductions, 'none'),
    }),
    inferOutputs: likeFirst,
    cost: noMacs,
    evaluate: ({ attributes: { axis, reduction }, inputs: [data, indices, updates] }) =>
      data && indices && updates && reduction === 'none'
        ? single(replaced(data, updates, coordinateOffsets(data.dims, axis, indices)))
        : undefined,
  });

/** Source: ONNX ScatterElements-11, -13, -16 (reduction), -18; Scatter-9 is its older name. */
export const scatterElements = scatterAlongAxis('ScatterElements');
export const scatter = scatterAlongAxis('Scatter');

/** Source: ONNX ScatterND-11, -13, -16 (reduction), -18. */
export const scatterNd = defineOp({
  type: 'ScatterND',
  domain: '',
  inputs: ['data', 'indices', 'updates'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes) => ({ reduction: readChoice(attributes, 'reduction', reductions, 'none') }),
  inferOutputs: likeFirst,
  cost: noMacs,
  evaluate: ({ attributes: { reduction }, inputs: [data, indices, updates] }) =>
    data && indices && updates && reduction === 'none'
      ? single(replaced(data, updates, tupleOffsets(data.dims, indices, 0)))
      : undefined,
});

const replaced = (data: Tensor, updates: Tensor, offsets: Int32Array | undefined): Tensor | undefined =>
  place(data.dims, [
    { tensor: data, offsets: offsetsOf([steps(elementCountOf(data.dims), 1)]) },
    { tensor: updates, offsets },
  ]);
