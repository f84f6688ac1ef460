import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateNoOpCast } from './eliminate-no-op-cast.ts';

describeRule(eliminateNoOpCast, {
  tolerance: { rtol: 0, atol: 0 },
  ignores: { 'another type': 'y = Abs(Cast(x[2,3]){to=11})' },
});
