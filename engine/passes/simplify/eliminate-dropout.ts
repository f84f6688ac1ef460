import { isInference } from '../../targets/moves-no-data.ts';
import { defineElimination } from './define-elimination.ts';

/** Takes out Dropout, which does nothing at inference. Exactness: exact. Source: ONNX Dropout-7, -12. */
export const eliminateDropout = defineElimination({
  name: 'eliminate-dropout',
  summary: 'Dropout disappears at inference',
  example: { before: 'y = Relu(Dropout(x[2,3], float32(0.5)))', after: 'y = Relu(x[2,3])' },
  operators: 'Dropout',
  isNoOp: ({ node }, graph) => isInference(node, graph),
});
