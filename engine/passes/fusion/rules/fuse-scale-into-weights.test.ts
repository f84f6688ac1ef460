import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseScaleIntoWeights } from './fuse-scale-into-weights.ts';

describeRule(fuseScaleIntoWeights, {
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'a product without a bias': {
      graph: 'y = Div(MatMul(x[2,5,8], W[8,4]), float32(8))',
      becomes: 'y = MatMul(x[2,5,8], W[8,4])',
    },
    'a number per column': {
      graph: 'y = Mul(k[4], MatMul(x[2,5,8], W[8,4]))',
      becomes: 'y = MatMul(x[2,5,8], W[8,4])',
    },
    'the bias on the left': {
      graph: 'y = Mul(Add(b[1,1,4], MatMul(x[2,5,8], W[8,4])), k[1,4])',
      becomes: 'y = Add(MatMul(x[2,5,8], W[8,4]), b[1,1,4])',
    },
  },
  refuses: {
    'a second user of the product': {
      graph: 'p = MatMul(x[2,8], W[8,4]); y = Mul(p, float32(2)); return y, p',
      because: 'the output of MatMul "p" is an output of the model',
    },
    'a second user of the sum': {
      graph: 'p = Add(MatMul(x[2,8], W[8,4]), b[4]); y = Mul(p, float32(2)); z = Relu(p); return y, z',
      because: 'the output of Add "p" is also used by Relu "z"',
    },
  },
  ignores: {
    'two computed factors': 'y = Mul(MatMul(x[2,8], x1[8,4]), float32(2))',
    'a number per row': 'y = Mul(MatMul(x[2,5,8], W[8,4]), k[5,1])',
    'a constant that is divided': 'y = Div(float32(8), MatMul(x[2,8], W[8,4]))',
    'a bias that is computed': 'y = Mul(Add(MatMul(x[2,8], W[8,4]), x1[4]), float32(2))',
    'a factor that adds axes': 'y = Mul(MatMul(x[2,8], W[8,4]), k[1,1,1])',
  },
});
