import { findDataType } from '../../ir/query.ts';
import { defineElimination } from './define-elimination.ts';

/** Takes out casts to the data type that is there already. Exactness: exact. */
export const eliminateNoOpCast = defineElimination({
  name: 'eliminate-no-op-cast',
  summary: 'Cast to the data type that is there already disappears',
  example: { before: 'y = Relu(Cast(x[2,3]){to=1})', after: 'y = Relu(x[2,3])' },
  operators: ['Cast', 'CastLike'],
  isNoOp: ({ node, output }, graph) => {
    const before = findDataType(graph, node.inputs[0]);
    return before !== undefined && before === findDataType(graph, output);
  },
});
