import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseActivationIntoConv } from './fuse-activation-into-conv.ts';
import { fuseResidualAddIntoConv } from './fuse-residual-add-into-conv.ts';

const conv = 'c = Conv(x[1,4,8,8], W[4,4,1,1])';

describeRule(fuseActivationIntoConv, {
  after: [fuseResidualAddIntoConv],
  fits: {
    'a skip connection': {
      graph: `a = Relu(x[1,4,8,8]); y = Relu(Add(Conv(a, W[4,4,1,1]), a))`,
      becomes: 'Relu; Conv + Add + Relu',
    },
    'the bounds of ReLU6': { graph: `${conv}; y = Clip(c, float32(0), float32(6))`, becomes: 'Conv + Clip' },
    'a transposed convolution': {
      graph: 'y = Relu(ConvTranspose(x[1,4,8,8], W[4,4,1,1]))',
      becomes: 'ConvTranspose + Relu',
    },
  },
  refuses: {
    'a second user of the convolution': {
      graph: `${conv}; y = Relu(c); z = MaxPool(c){kernel_shape=[2,2]}; return y, z`,
      because: 'the output of Conv "c" is also used by MaxPool "z"',
    },
    'computed bounds': {
      graph: `${conv}; y = Clip(c, x1:float32[], float32(6))`,
      because: 'min of Clip "y" is not constant: it is an input of the model',
    },
    'a function that the target does not fuse': {
      graph: `${conv}; y = Softplus(c)`,
      because: 'TensorRT has no kernel for Conv + Softplus',
    },
    'a function that the target fuses after Conv alone': {
      graph: `r = ${conv.slice(4)}; a = Conv(r, V[4,4,1,1]); y = LeakyRelu(Add(a, r))`,
      because: 'ONNX Runtime on the CPU has no kernel for Conv + Add + LeakyRelu',
      target: 'onnxruntime-cpu',
    },
  },
  ignores: {
    'a second activation': `${conv}; y = Relu(Relu(c))`.replace(
      'Relu(Relu(c))',
      'Relu(Tanh(MaxPool(c){kernel_shape=[2,2]}))',
    ),
    'an Add that no convolution took': 'y = Relu(Add(x[1,4], x1[1,4]))',
  },
});
