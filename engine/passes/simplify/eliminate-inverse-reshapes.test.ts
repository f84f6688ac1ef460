import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateInverseReshapes } from './eliminate-inverse-reshapes.ts';

describeRule(eliminateInverseReshapes, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'Unsqueeze and Flatten': {
      graph: 'y = Relu(Flatten(Unsqueeze(x[4,6], int64{2})){axis=1})',
      becomes: 'y = Relu(x[4,6])',
    },
  },
  ignores: {
    'other dims': 'y = Relu(Reshape(Reshape(x[4,6], int64{2,12}), int64{6,4}))',
    'dims of unknown names': 'y = Relu(Reshape(Reshape(x[?,6], int64{-1,2,3}), int64{-1,6}))',
    'an output of the model that would be an input': 'y = Reshape(Reshape(x[4,6], int64{24}), int64{4,6})',
  },
});
