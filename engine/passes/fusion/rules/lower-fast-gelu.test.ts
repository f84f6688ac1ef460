import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerFastGelu } from './lower-fast-gelu.ts';

describeRule(lowerFastGelu, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-4, atol: 1e-5 },
  refuses: {
    'a second user of an inner value': {
      graph:
        'c = Mul(Pow(x[2,3], float32(3)), float32(0.044715)); t = Tanh(Mul(Add(x, c), float32(0.7978846))); y = Mul(Mul(x, float32(0.5)), Add(t, float32(1))); z = Exp(t); return y, z',
      because: 'the output of Tanh "t" is also used by Exp "z"',
    },
  },
  ignores: {
    'another polynomial':
      'c = Mul(Pow(x[2,3], float32(2)), float32(0.044715)); t = Tanh(Mul(Add(x, c), float32(0.7978846))); y = Mul(Mul(x, float32(0.5)), Add(t, float32(1)))',
  },
});
