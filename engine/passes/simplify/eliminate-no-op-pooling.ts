import { defineElimination } from './define-elimination.ts';

/** Takes out poolings over windows of one element. Exactness: exact. */
export const eliminateNoOpPooling = defineElimination({
  name: 'eliminate-no-op-pooling',
  summary: 'Pooling over windows of one element disappears',
  example: {
    before: 'y = Relu(AveragePool(x[1,3,7,7]){kernel_shape=[1,1], strides=[1,1]})',
    after: 'y = Relu(x[1,3,7,7])',
  },
  operators: ['AveragePool', 'MaxPool'],
  isNoOp: ({ attributes: { kernelShape, strides, pads } }) =>
    (kernelShape?.every((extent) => extent === 1) ?? false) &&
    (strides?.every((stride) => stride === 1) ?? true) &&
    (pads?.every((count) => count === 0) ?? true),
});
