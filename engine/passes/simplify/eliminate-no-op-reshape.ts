import { sameShape } from '../../ir/shape.ts';
import { defineElimination } from './define-elimination.ts';

/** Takes out operators that only change dims where the dims stay the same. Exactness: exact. */
export const eliminateNoOpReshape = defineElimination({
  name: 'eliminate-no-op-reshape',
  summary: 'Reshape, Flatten, Squeeze, Unsqueeze, Expand or Tile to the shape that is there already disappears',
  example: { before: 'y = Relu(Reshape(x[2,3], int64{2,3}))', after: 'y = Relu(x[2,3])' },
  operators: ['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Expand', 'Tile'],
  isNoOp: ({ node, outputShape }, graph) => {
    const type = node.inputs[0] === undefined ? undefined : graph.values.get(node.inputs[0])?.type;
    const before = type?.kind === 'tensor' ? type.shape : undefined;
    return before !== undefined && outputShape !== undefined && sameShape(before, outputShape);
  },
});
