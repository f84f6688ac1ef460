import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerGelu } from './lower-gelu.ts';

describeRule(lowerGelu, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-5, atol: 1e-6 },
  fits: {
    'x halved last, by a product': {
      graph: 'y = Mul(x[2,3], Mul(float32(0.5), Add(float32(1), Erf(Mul(x, float32(0.70710677))))))',
      becomes: 'y = com.microsoft::Gelu(x[2,3])',
    },
  },
  refuses: {
    'a second user of an inner value': {
      graph:
        'e = Erf(Div(x[2,3], float32(1.4142135))); y = Mul(Mul(x, Add(e, float32(1))), float32(0.5)); z = Exp(e); return y, z',
      because: 'the output of Erf "e" is also used by Exp "z"',
    },
    'another type': {
      graph: 'y = Mul(Mul(x:float64[2,3], Add(Erf(Div(x, float64(1.4142135))), float64(1))), float64(0.5))',
      because: 'float32 alone',
    },
  },
  ignores: {
    'other numbers': 'y = Mul(Mul(x[2,3], Add(Erf(Div(x, float32(1.5))), float32(1))), float32(0.5))',
    'a factor that is not x':
      'y = Mul(Mul(x1[2,3], Add(Erf(Div(x[2,3], float32(1.4142135))), float32(1))), float32(0.5))',
  },
});
