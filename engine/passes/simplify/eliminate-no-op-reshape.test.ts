import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateNoOpReshape } from './eliminate-no-op-reshape.ts';

describeRule(eliminateNoOpReshape, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'an open dimension that stays': { graph: 'y = Relu(Reshape(x[N,3], int64{0,3}))', becomes: 'y = Relu(x[N,3])' },
    'a Flatten of a matrix': { graph: 'y = Relu(Flatten(x[2,3]))', becomes: 'y = Relu(x[2,3])' },
    'an Expand to the same shape': { graph: 'y = Relu(Expand(x[2,3], int64{1,3}))', becomes: 'y = Relu(x[2,3])' },
  },
  ignores: {
    'another shape': 'y = Relu(Reshape(x[2,3], int64{3,2}))',
    'dimensions that nothing is known of': 'y = Relu(Reshape(x[?,3], int64{-1,3}))',
  },
});
