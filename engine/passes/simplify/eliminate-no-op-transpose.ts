import { defineElimination } from './define-elimination.ts';

/** Takes out transposes that leave every axis where it is. Exactness: exact. */
export const eliminateNoOpTranspose = defineElimination({
  name: 'eliminate-no-op-transpose',
  summary: 'Transpose that moves no axis disappears',
  example: { before: 'y = Relu(Transpose(x[2,3]){perm=[0,1]})', after: 'y = Relu(x[2,3])' },
  operators: 'Transpose',
  isNoOp: ({ attributes }) => attributes.perm?.every((axis, index) => axis === index) ?? false,
});
