import { sameShape } from '../../ir/shape.ts';
import { tensorInts } from '../../ir/tensor.ts';
import { defineElimination } from './define-elimination.ts';

/** Takes out slices that keep every element in order. Exactness: exact. */
export const eliminateNoOpSlice = defineElimination({
  name: 'eliminate-no-op-slice',
  summary: 'Slice that keeps everything disappears',
  example: {
    before: 'y = Relu(Slice(x[2,3], int64{0}, int64{2147483647}, int64{1}))',
    after: 'y = Relu(x[2,3])',
  },
  operators: 'Slice',
  isNoOp: (slice) => {
    const [before, after] = [slice.shape('data'), slice.outputShape];
    const steps = slice.constant('steps');
    const isForward =
      slice.input('steps') === undefined || (steps !== undefined && tensorInts(steps).every((step) => step === 1));
    return isForward && before !== undefined && after !== undefined && sameShape(before, after);
  },
});
