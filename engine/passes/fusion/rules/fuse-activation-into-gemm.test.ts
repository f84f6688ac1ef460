import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseActivationIntoGemm } from './fuse-activation-into-gemm.ts';
import { fuseBiasIntoMatMul } from './fuse-bias-into-mat-mul.ts';

describeRule(fuseActivationIntoGemm, {
  target: 'onnxruntime-cpu',
  after: [fuseBiasIntoMatMul],
  fits: {
    'MatMul + Add': { graph: 'y = Sigmoid(Add(MatMul(x[2,8], W[8,4]), b[4]))', becomes: 'MatMul + Add + Sigmoid' },
  },
  refuses: {
    'a second user of the product': {
      graph: 'g = Gemm(x[2,8], W[8,4]); y = Relu(g); z = Exp(g); return y, z',
      because: 'the output of Gemm "g" is also used by Exp "z"',
    },
    'a function without a kernel': {
      graph: 'y = HardSwish(Gemm(x[2,8], W[8,4]))',
      because: 'ONNX Runtime on the CPU has no kernel for Gemm + HardSwish',
    },
    'a stack of matrices': {
      graph: 'y = Relu(Add(MatMul(x[3,2,8], W[8,4]), b[4]))',
      because: 'the Gemm of a stack of matrices is reshaped before the activation',
    },
    'computed bounds': {
      graph: 'y = Clip(Gemm(x[2,8], W[8,4]), x1:float32[], float32(6))',
      because: 'min of Clip "y" is not constant',
    },
  },
  ignores: { 'an Add without a product': 'y = Relu(Add(x[2,4], b[4]))' },
});
