import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateSingleConcat } from './eliminate-single-concat.ts';

describeRule(eliminateSingleConcat, {
  tolerance: { rtol: 0, atol: 0 },
  fits: { 'a Sum of one': { graph: 'y = Relu(Sum(x[2,3]))', becomes: 'y = Relu(x[2,3])' } },
  ignores: { 'several inputs': 'y = Relu(Concat(x[2,3], x){axis=1})' },
});
