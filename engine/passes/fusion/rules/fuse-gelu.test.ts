import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseGelu } from './fuse-gelu.ts';

const gelu = (scale: string, one = 1, half = 0.5) =>
  `p = Relu(x[2,3]); s = ${scale}; e = Erf(s); a = Add(e, float32(${one})); m = Mul(p, a); y = Mul(m, float32(${half}))`;

describeRule(fuseGelu, {
  target: 'onnxruntime-cpu',
  fits: {
    'a factor instead of a divisor': {
      graph: gelu('Mul(p, float32(0.70710678))'),
      becomes: 'Relu; Mul + Erf + Add + Mul + Mul',
    },
  },
  refuses: {
    'a part that is used elsewhere': {
      graph: `${gelu('Div(p, float32(1.4142135))')}; z = Tanh(e); return y, z`,
      because: 'the output of Erf "e" is also used by Tanh "z"',
    },
    'a part that is an output of the model': {
      graph: `${gelu('Div(p, float32(1.4142135))')}; return y, m`,
      because: 'the output of Mul "m" is an output of the model',
    },
  },
  ignores: {
    'another divisor': gelu('Div(p, float32(2))'),
    'another addend': gelu('Div(p, float32(1.4142135))', 2),
    'another factor': gelu('Div(p, float32(1.4142135))', 1, 0.25),
  },
});
