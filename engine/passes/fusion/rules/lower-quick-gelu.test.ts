import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerQuickGelu } from './lower-quick-gelu.ts';

describeRule(lowerQuickGelu, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-5, atol: 1e-6 },
  refuses: {
    'a sigmoid that is used again': {
      graph: 's = Sigmoid(Mul(x[2,3], float32(1.5))); y = Mul(x, s); z = Exp(s); return y, z',
      because: 'the output of Sigmoid "s" is also used by Exp "z"',
    },
  },
  ignores: {
    'a factor for each channel': 'y = Mul(x[2,3], Sigmoid(Mul(x, b[3])))',
    'another tensor': 'y = Mul(x1[2,3], Sigmoid(Mul(x[2,3], float32(1.5))))',
  },
});
