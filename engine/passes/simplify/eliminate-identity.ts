import { defineElimination } from './define-elimination.ts';

/** Takes out Identity nodes. Exactness: exact. */
export const eliminateIdentity = defineElimination({
  name: 'eliminate-identity',
  summary: 'Identity disappears',
  example: { before: 'y = Relu(Identity(x[2,3]))', after: 'y = Relu(x[2,3])' },
  operators: 'Identity',
  isNoOp: () => true,
});
