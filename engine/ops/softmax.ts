import { readInt } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Softmax and its relatives along one axis. Before opset 13 the default axis was 1, and the input was taken as a matrix
 * whose rows are the axes before `axis` and whose columns are `axis` and all after it. Source: ONNX Softmax-11, -13.
 */
const alongAxis = <const T extends string>(type: T) =>
  defineOp({
    type,
    domain: '',
    inputs: ['input'],
    outputs: ['output'],
    category: 'activation',
    decodeAttributes: (attributes, opset) => ({
      axis: readInt(attributes, 'axis', opset < 13 ? 1 : -1),
      /** The axes after `axis` are normalized together with it. */
      flattens: opset < 13,
    }),
    inferOutputs: likeFirst,
    cost: noMacs,
  });

export const softmax = alongAxis('Softmax');
export const logSoftmax = alongAxis('LogSoftmax');
export const hardmax = alongAxis('Hardmax');
