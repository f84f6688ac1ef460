import { readChoice, readInt } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

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
});
