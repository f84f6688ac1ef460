import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseHardSwish } from './fuse-hard-swish.ts';

const clip = 'Clip(Add(x[2,3], float32(3)), float32(0), float32(6))';
const result = 'y = Mul(x[2,3], HardSigmoid(x){alpha=0.16666667, beta=0.5})';

describeRule(fuseHardSwish, {
  tolerance: { rtol: 1e-5, atol: 1e-6 },
  fits: {
    'a factor instead of a divisor': { graph: `y = Mul(float32(0.16666667), Mul(${clip}, x))`, becomes: result },
    'bounds as attributes': {
      graph: 'y = Div(Mul(x[2,3], Clip(Add(float32(3), x)){min=0.0, max=6.0}), float32(6))',
      becomes: result,
      opset: 10,
    },
  },
  refuses: {
    'a second user of the sum': {
      graph: `s = Add(x[2,3], float32(3)); y = Div(Mul(x, Clip(s, float32(0), float32(6))), float32(6)); return y, s`,
      because: 'the output of Add "s" is an output of the model',
    },
  },
  ignores: {
    'another bound': 'y = Div(Mul(x[2,3], Clip(Add(x, float32(3)), float32(0), float32(5))), float32(6))',
    'another tensor': 'y = Div(Mul(x1[2,3], Clip(Add(x[2,3], float32(3)), float32(0), float32(6))), float32(6))',
    'another divisor': `y = Div(Mul(x[2,3], Clip(Add(x, float32(3)), float32(0), float32(6))), float32(5))`,
  },
});
