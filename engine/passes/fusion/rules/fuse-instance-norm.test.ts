import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseInstanceNorm } from './fuse-instance-norm.ts';

const norm = (axes: string, gamma: string) =>
  `c = Sub(x[2,4,5,5], ReduceMean(x){axes=${axes}}); v = ReduceMean(Mul(c, c)){axes=${axes}}; n = Div(c, Sqrt(Add(v, float32(0.5)))); y = Add(Mul(n, ${gamma}), b[1,4,1,1])`;

describeRule(fuseInstanceNorm, {
  tolerance: { rtol: 1e-4, atol: 1e-5 },
  fits: {
    'axes that count from the end, and a square as a product': {
      graph: norm('[-1,-2]', 'g[1,4,1,1]'),
      becomes: 'y = InstanceNormalization(x[2,4,5,5], g[4], b[4]){epsilon=0.5}',
    },
    'one spatial axis, and a multiplication by the inverse': {
      graph:
        'c = Sub(x[2,4,9], ReduceMean(x){axes=[2]}); v = ReduceMean(Mul(c, c)){axes=[2]}; n = Mul(c, Reciprocal(Sqrt(Add(v, float32(0.5))))); y = Add(Mul(n, g[4,1]), b[4,1])',
      becomes: 'y = InstanceNormalization(x[2,4,9], g[4], b[4]){epsilon=0.5}',
    },
  },
  refuses: {
    'a mean that the model gives': {
      graph:
        'm = ReduceMean(x[2,4,5,5]){axes=[2,3]}; c = Sub(x, m); v = ReduceMean(Mul(c, c)){axes=[2,3]}; n = Div(c, Sqrt(Add(v, float32(0.5)))); y = Add(Mul(n, g[4,1,1]), b[4,1,1]); return y, m',
      because: 'the output of ReduceMean "m" is an output of the model',
    },
  },
  ignores: {
    'a mean over the channels too': norm('[1,2,3]', 'g[1,4,1,1]'),
    'a mean over one of two spatial axes': norm('[2]', 'g[1,4,1,1]'),
    'a scale per column': norm('[2,3]', 'g[1,1,1,5]'),
  },
});
