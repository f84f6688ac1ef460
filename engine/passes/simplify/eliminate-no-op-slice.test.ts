import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateNoOpSlice } from './eliminate-no-op-slice.ts';

describeRule(eliminateNoOpSlice, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'an open dimension': {
      graph: 'y = Relu(Slice(x[N,3], int64{0}, int64{2147483647}, int64{0}, int64{1}))',
      becomes: 'y = Relu(x[N,3])',
    },
  },
  ignores: {
    'a part': 'y = Relu(Slice(x[2,3], int64{1}, int64{3}, int64{1}))',
    'a reversal': 'y = Relu(Slice(x[2,3], int64{-1}, int64{-2147483647}, int64{1}, int64{-1}))',
  },
});
