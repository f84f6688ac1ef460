import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerRmsNorm } from './lower-rms-norm.ts';

describeRule(lowerRmsNorm, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-4, atol: 1e-5 },
  fits: {
    'a division': {
      graph: 'y = Mul(Div(x[2,4,8], Sqrt(Add(ReduceMean(Mul(x, x)){axes=[2]}, float32(0.5)))), g[8])',
      becomes: 'y = SimplifiedLayerNormalization(x[2,4,8], g[8]){axis=-1, epsilon=0.5}',
    },
  },
  refuses: {
    'a second user of an inner value': {
      graph:
        'r = Sqrt(Add(ReduceMean(Mul(x[2,4,8], x)){axes=[2]}, float32(0.5))); y = Mul(Div(x, r), g[8]); z = Exp(r); return y, z',
      because: 'the output of Sqrt "r" is also used by Exp "z"',
    },
  },
  ignores: {
    'a mean over rows': 'y = Mul(Div(x[2,8,8], Sqrt(Add(ReduceMean(Mul(x, x)){axes=[1]}, float32(0.5)))), g[8])',
  },
});
