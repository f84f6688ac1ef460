import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateNoOpTranspose } from './eliminate-no-op-transpose.ts';

describeRule(eliminateNoOpTranspose, {
  tolerance: { rtol: 0, atol: 0 },
  ignores: {
    'axes that move': 'y = Relu(Transpose(x[2,3]){perm=[1,0]})',
    'axes that are reversed by default': 'y = Relu(Transpose(x[2,3]))',
  },
});
