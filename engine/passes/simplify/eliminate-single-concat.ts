import { defineElimination } from './define-elimination.ts';

/** Takes out concats, sums and maxima of a single input. Exactness: exact. */
export const eliminateSingleConcat = defineElimination({
  name: 'eliminate-single-concat',
  summary: 'Concat, Sum, Mean, Max or Min of one input disappears',
  example: { before: 'y = Relu(Concat(x[2,3]){axis=1})', after: 'y = Relu(x[2,3])' },
  operators: ['Concat', 'Sum', 'Mean', 'Max', 'Min'],
  isNoOp: ({ node }) => node.inputs.length === 1,
});
