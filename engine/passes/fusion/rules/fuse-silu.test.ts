import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseSilu } from './fuse-silu.ts';

describeRule(fuseSilu, {
  target: 'onnxruntime-cpu',
  fits: {
    'a convolution between': {
      graph: 'c = Conv(x[1,3,4,4], W[4,3,1,1]); y = Mul(Sigmoid(c), c)',
      becomes: 'Conv; Sigmoid + Mul',
    },
    'the factor of quick GELU': {
      graph: 'p = Tanh(x[2,3]); y = Mul(p, Sigmoid(Mul(p, float32(1.702))))',
      becomes: 'Tanh; Mul + Sigmoid + Mul',
    },
  },
  refuses: {
    'a sigmoid that is used elsewhere': {
      graph: 's = Sigmoid(x[2,3]); y = Mul(x, s); z = Tanh(s); return y, z',
      because: 'the output of Sigmoid "s" is also used by Tanh "z"',
    },
  },
  ignores: {
    'a gate on another tensor': 'y = Mul(x[2,3], Sigmoid(x1[2,3]))',
    'a factor per column': 'p = Tanh(x[2,3]); y = Mul(p, Sigmoid(Mul(p, w[3])))',
  },
});
