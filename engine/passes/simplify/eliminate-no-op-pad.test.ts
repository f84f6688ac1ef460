import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateNoOpPad } from './eliminate-no-op-pad.ts';

describeRule(eliminateNoOpPad, {
  tolerance: { rtol: 0, atol: 0 },
  ignores: {
    'a pad': 'y = Relu(Pad(x[2,3], int64{0,1,0,0}))',
    'a pad that moves': 'y = Relu(Pad(x[2,3], int64{0,1,0,-1}))',
  },
});
