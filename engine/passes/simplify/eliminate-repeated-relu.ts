import { findProducer } from '../../ir/query.ts';
import { defineElimination } from './define-elimination.ts';

/** Rewrite: Relu(Relu(x)) = Relu(x). Exactness: exact. */
export const eliminateRepeatedRelu = defineElimination({
  name: 'eliminate-repeated-relu',
  summary: 'Relu of what a Relu made disappears',
  example: { before: 'y = Tanh(Relu(Relu(x[2,3])))', after: 'y = Tanh(Relu(x[2,3]))' },
  operators: 'Relu',
  isNoOp: (relu, graph) => {
    const input = relu.input('X');
    return input !== undefined && findProducer(graph, input)?.opType === 'Relu';
  },
});
