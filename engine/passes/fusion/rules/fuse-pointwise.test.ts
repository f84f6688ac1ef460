import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseActivationIntoConv } from './fuse-activation-into-conv.ts';
import { fusePointwise } from './fuse-pointwise.ts';

describeRule(fusePointwise, {
  after: [fuseActivationIntoConv],
  fits: {
    'both operands': {
      graph: 'y = Add(Exp(x[2,3]), Sin(x1[2,3]))',
      becomes: 'Exp + Sin + Add',
    },
    'a chain around what a convolution took': {
      graph: 'y = Tanh(Mul(Relu(Conv(x[1,3,4,4], W[4,3,1,1])), float32(2)))',
      becomes: 'Conv + Relu; Mul + Tanh',
    },
    'more operations than one kernel holds': {
      graph: `y = ${'Neg('.repeat(18)}x[2]${')'.repeat(18)}`,
      becomes: `${Array(16).fill('Neg').join(' + ')}; Neg + Neg`,
    },
  },
  ignores: {
    'a function whose result is used twice': 'e = Exp(x[2,3]); y = Neg(e); z = Sin(e); return y, z',
    'a function that is an output of the model': 'e = Exp(x[2,3]); y = Neg(e); return y, e',
    'operands that are broadcast': 'y = Add(Exp(x[2,3]), x1[3])',
    'constants of more than one element': 'y = Neg(Mul(x[2,3], w[3]))',
    'unknown shapes': 'y = Add(Exp(x), Sin(x1))',
  },
});
