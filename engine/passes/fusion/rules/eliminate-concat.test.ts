import { describeRule } from '../../../testing/describe-rule.ts';
import { eliminateConcat } from './eliminate-concat.ts';
import { mergeSiblingConvs } from './merge-sibling-convs.ts';

const conv = (name: string, from = 'x') => `Conv(${from}, ${name}[4,4,1,1])`;
const two = `a = Conv(x[1,4,8,8], W[4,4,1,1]); p = MaxPool(x){kernel_shape=[1,1]}; y = Concat(a, p){axis=1}`;

describeRule(eliminateConcat, {
  after: [mergeSiblingConvs],
  fits: {
    'inputs that are all written in place': { graph: two, becomes: 'Conv; MaxPool' },
    'a slice of merged convolutions, which is copied': {
      graph: `a = Conv(x[1,4,8,8], W[4,4,1,1]); b = ${conv('V')}; c = ${conv('U', 'b')}; p = MaxPool(x){kernel_shape=[1,1]}; y = Concat(a, c, p){axis=1}`,
      becomes: 'Conv + Split; Conv; MaxPool; Copy',
    },
    'an input of the model, which is copied': {
      graph: 'y = Concat(Conv(x[1,4,8,8], W[4,4,1,1]), x){axis=1}',
      becomes: 'Conv; Copy',
    },
    'a constant, which is copied': {
      graph: 'y = Concat(Conv(x[1,4,8,8], W[4,4,1,1]), k[1,4,8,8]){axis=1}',
      becomes: 'Conv; Copy',
    },
    'the same tensor twice, which is copied once': {
      graph: 'a = Relu(x[1,4]); y = Concat(a, a){axis=1}',
      becomes: 'Relu; Copy',
    },
    'an output of the model, which is copied': { graph: `${two}; return y, a`, becomes: 'Conv; MaxPool; Copy' },
    'a concat in a concat': {
      graph: `${two}; q = Relu(y); z = Concat(y, q){axis=1}`,
      becomes: 'Conv; MaxPool; Relu',
    },
    'a concat along another axis in a concat': {
      graph: `${two}; z = Concat(Relu(y), y){axis=2}`,
      becomes: 'Conv; MaxPool; Relu; Copy',
    },
  },
  refuses: {
    'inputs that cannot be written in place': {
      graph: 'y = Concat(x[1,4], x1[1,4]){axis=1}',
      because: 'none of the 2 inputs of Concat "y" can be written in place: "x" is an input of the model',
    },
    'more than one copy': {
      graph: 'y = Concat(Relu(x[1,4]), x, x1[1,4]){axis=1}',
      because: 'only 1 of the 3 inputs of Concat "y" can be written in place',
    },
    'reshaped inputs': {
      graph: 'a = Reshape(Relu(x[2,4]), int64{4,2}); b = Reshape(Tanh(x), int64{4,2}); y = Concat(a, b){axis=1}',
      because: '"a" is made by Reshape "a", which moves no data',
    },
    'kernels that write in one piece': {
      graph: 'a = Softmax(x[2,4]); b = LogSoftmax(x); y = Concat(a, b){axis=1}',
      because: 'Softmax "a" writes its output in one piece',
    },
    'tensors that somebody reads in one piece': {
      graph:
        'a = Relu(x[2,4]); b = Tanh(x); y = Concat(a, b){axis=1}; c = Flatten(a); d = Flatten(b); z = Add(c, d); return y, z',
      because: 'Flatten "c" reads "a" in one piece',
    },
  },
});
