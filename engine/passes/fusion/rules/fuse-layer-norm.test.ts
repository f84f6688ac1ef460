import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseLayerNorm } from './fuse-layer-norm.ts';

describeRule(fuseLayerNorm, {
  tolerance: { rtol: 1e-4, atol: 1e-5 },
  fits: {
    'a product of the reciprocal': {
      graph:
        'c = Sub(x[2,4,8], ReduceMean(x){axes=[2]}); v = ReduceMean(Mul(c, c)){axes=[2]}; n = Mul(Div(float32(1), Sqrt(Add(float32(0.5), v))), c); y = Add(b[8], Mul(g[8], n))',
      becomes: 'y = LayerNormalization(x[2,4,8], g[8], b[8]){axis=-1, epsilon=0.5}',
    },
  },
  refuses: {
    'a second user of an inner value': {
      graph:
        'c = Sub(x[2,4,8], ReduceMean(x){axes=[-1]}); v = ReduceMean(Pow(c, float32(2))){axes=[-1]}; n = Div(c, Sqrt(Add(v, float32(0.5)))); y = Add(Mul(n, g[8]), b[8]); z = Exp(n); return y, z',
      because: 'the output of Div "n" is also used by Exp "z"',
    },
    'another type': {
      graph:
        'c = Sub(x:float16[2,4,8], ReduceMean(x){axes=[-1]}); v = ReduceMean(Mul(c, c)){axes=[-1]}; n = Div(c, Sqrt(Add(v, float16(0.5)))); y = Add(Mul(n, g:float16[8]), b:float16[8])',
      because: 'not in float32',
    },
  },
  ignores: {
    'another axis':
      'c = Sub(x[2,8,8], ReduceMean(x){axes=[1]}); v = ReduceMean(Pow(c, float32(2))){axes=[1]}; n = Div(c, Sqrt(Add(v, float32(0.5)))); y = Add(Mul(n, g[8]), b[8])',
    'a cube':
      'c = Sub(x[2,4,8], ReduceMean(x){axes=[-1]}); v = ReduceMean(Pow(c, float32(3))){axes=[-1]}; n = Div(c, Sqrt(Add(v, float32(0.5)))); y = Add(Mul(n, g[8]), b[8])',
  },
});
