import { normalizeAxis } from '../ir/shape.ts';
import { readFlag, readInt } from './attributes.ts';
import { tensorType, withDim } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Where along `axis` the extreme element is: the first such place, or the last. Source: ONNX ArgMax-1, -11, -12, -13. */
const argReduction = <const T extends string>(type: T) =>
  defineOp({
    type,
    domain: '',
    inputs: ['data'],
    outputs: ['reduced'],
    category: 'pooling',
    decodeAttributes: (attributes) => ({
      axis: readInt(attributes, 'axis', 0),
      keepDims: readFlag(attributes, 'keepdims', true),
      selectLastIndex: readFlag(attributes, 'select_last_index', false),
    }),
    inferOutputs: ({ attributes: { axis, keepDims }, shape }) => {
      const data = shape(0);
      const reduced = keepDims ? data && withDim(data, axis, 1) : data?.toSpliced(normalizeAxis(axis, data.length), 1);
      return [tensorType('int64', reduced)];
    },
    cost: noMacs,
  });

export const argMax = argReduction('ArgMax');
export const argMin = argReduction('ArgMin');
