import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseResidualAddIntoConv } from './fuse-residual-add-into-conv.ts';

const block = 'a = Relu(x[1,4,8,8]); c = Conv(a, W[4,4,1,1])';

describeRule(fuseResidualAddIntoConv, {
  fits: {
    'the skip connection on the left': { graph: `${block}; y = Add(a, c)`, becomes: 'Relu; Conv + Add' },
    'two convolutions: the later one takes it': {
      graph: `${block}; d = Conv(a, V[4,4,1,1]); y = Add(c, d)`,
      becomes: 'Relu; Conv; Conv + Add',
    },
    'two convolutions of which the later one is needed elsewhere': {
      graph: `${block}; d = Conv(a, V[4,4,1,1]); y = Add(c, d); z = Tanh(d); return y, z`,
      becomes: 'Relu; Conv; Conv + Add; Tanh',
    },
  },
  refuses: {
    'a second user of the convolution': {
      graph: `${block}; y = Add(c, a); z = Tanh(c); return y, z`,
      because: 'the output of Conv "c" is also used by Tanh "z"',
    },
    broadcasting: {
      graph: `${block}; y = Add(c, GlobalAveragePool(a))`,
      because: 'is not known to have the shape of Conv "c" [1, 4, 8, 8]',
    },
    'a target without such a kernel for a tensor from outside': {
      graph: 'c = Conv(x[1,4,8,8], W[4,4,1,1]); y = Add(c, x)',
      because: 'the other operand does not have the layout of convolutions',
      target: 'onnxruntime-cpu',
    },
    'open extents where the layout needs them': {
      graph: 'a = Relu(Conv(x[1,4,H,W], V[4,4,1,1])); c = Conv(a, W1[4,4,1,1]); y = Add(a, c)',
      because: 'height and width are open',
      target: 'onnxruntime-cpu',
    },
  },
  ignores: {
    'a constant': `${block}; y = Add(c, b[4,1,1])`,
    'a value added to itself': `${block}; y = Add(c, c)`,
  },
});
