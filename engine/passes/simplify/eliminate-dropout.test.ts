import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateDropout } from './eliminate-dropout.ts';

describeRule(eliminateDropout, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'a training flag that is off': {
      graph: 'y = Relu(Dropout(x[2,3], float32(0.5), bool(0)))',
      becomes: 'y = Relu(x[2,3])',
    },
  },
  ignores: {
    'a training flag that is on': 'y = Relu(Dropout(x[2,3], float32(0.5), bool(1)))',
    'a training flag from outside': 'y = Relu(Dropout(x[2,3], float32(0.5), x1:bool[]))',
    'a mask that is used': 'd, m = Dropout(x[2,3]); y = Relu(d); z = Not(m); return y, z',
  },
});
