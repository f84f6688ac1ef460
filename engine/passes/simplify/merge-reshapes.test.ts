import { describeRule } from '../../testing/describe-rule.ts';
import { mergeReshapes } from './merge-reshapes.ts';

describeRule(mergeReshapes, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'one dimension left open': {
      graph: 'y = Reshape(Unsqueeze(x[N,6], int64{1}), int64{-1,3})',
      becomes: 'y = Reshape(x[N,6], int64{-1,3})',
    },
  },
  ignores: {
    'a target that copies a dimension': 'y = Reshape(Reshape(x[2,6], int64{4,3}), int64{0,3})',
    'a computed target': 'y = Reshape(Flatten(x[2,3,4]), x1:int64[2])',
  },
});
