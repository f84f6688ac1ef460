import { describeRule } from '../../testing/describe-rule.ts';
import { mergeTransposeBetweenReshapes } from './merge-transpose-between-reshapes.ts';

describeRule(mergeTransposeBetweenReshapes, {
  tolerance: { rtol: 0, atol: 0 },
  ignores: {
    'another permutation': 'y = Reshape(Transpose(Reshape(x[2,3,4,5], int64{6,4,5})){perm=[1,0,2]}, int64{2,3,4,5})',
    'axes joined otherwise': 'y = Reshape(Transpose(Reshape(x[2,3,4,5], int64{2,12,5})){perm=[0,2,1]}, int64{2,3,5,4})',
    'other parts': 'y = Reshape(Transpose(Reshape(x[2,3,4,5], int64{6,4,5})){perm=[0,2,1]}, int64{3,2,5,4})',
  },
});
