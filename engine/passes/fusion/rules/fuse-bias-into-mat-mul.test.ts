import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseBiasIntoMatMul } from './fuse-bias-into-mat-mul.ts';

const product = 'p = MatMul(x[2,8], W[8,4])';

describeRule(fuseBiasIntoMatMul, {
  fits: {
    'the bias on the left': { graph: `${product}; y = Add(b[1,4], p)`, becomes: 'MatMul + Add' },
    'a stack of matrices': { graph: 'y = Add(MatMul(x[N,S,8], W[8,4]), b[4])', becomes: 'MatMul + Add' },
  },
  refuses: {
    'a second user of the product': {
      graph: `${product}; y = Add(p, b[4]); z = Relu(p); return y, z`,
      because: 'the output of MatMul "p" is also used by Relu "z"',
    },
    'a product of two computed tensors': {
      graph: 'p = MatMul(x[2,8], x1[8,4]); y = Add(p, b[4])',
      because: 'B of MatMul "p" is not constant',
    },
    'an addend that differs by row': { graph: `${product}; y = Add(p, b[2,1])`, because: 'is no bias of 4 columns' },
    'open dimensions where the kernel is a Gemm': {
      graph: 'p = MatMul(x[N,S,8], W[8,4]); y = Add(p, b[4])',
      because: 'the input has open dimensions',
      target: 'onnxruntime-cpu',
    },
  },
});
