import { describeRule } from '../../testing/describe-rule.ts';
import { lowerBinarySum } from './lower-binary-sum.ts';

describeRule(lowerBinarySum, {
  tolerance: { rtol: 0, atol: 0 },
  ignores: { 'three inputs': 'y = Sum(x[2,3], x1[2,3], x2[2,3])' },
});
