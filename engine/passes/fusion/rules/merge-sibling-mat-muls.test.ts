import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseActivationIntoGemm } from './fuse-activation-into-gemm.ts';
import { fuseBiasIntoMatMul } from './fuse-bias-into-mat-mul.ts';
import { mergeSiblingMatMuls } from './merge-sibling-mat-muls.ts';

const query = 'q = Add(MatMul(x[2,5,8], W[8,4]), b[4])';

describeRule(mergeSiblingMatMuls, {
  tolerance: { rtol: 1e-6, atol: 1e-6 },
  fits: {
    'queries, keys and values': {
      graph: `${query}; k = Add(MatMul(x, V[8,4]), c[4]); v = Add(MatMul(x, U[8,6]), d[6]); return q, k, v`,
      becomes: 'q, k, v = Split(Add(MatMul(x[2,5,8], W[8,14]), b[14]), int64{4,4,6}){axis=-1}; return q, k, v',
    },
    'no bias at all': {
      graph: 'a = MatMul(x[2,5,8], W[8,4]); b = MatMul(x, V[8,3]); return a, b',
      becomes: 'a, b = Split(MatMul(x[2,5,8], W[8,7]), int64{4,3}){axis=-1}; return a, b',
    },
    'a bias of more axes beside one of one axis': {
      graph: `${query}; k = Add(c[1,1,3], MatMul(x, V[8,3])); return q, k`,
      becomes: 'q, k = Split(Add(MatMul(x[2,5,8], W[8,7]), b[7]), int64{4,3}){axis=-1}; return q, k',
    },
    'the same activation': {
      graph: 'a = Relu(MatMul(x[2,8], W[8,4])); b = Relu(MatMul(x, V[8,3])); return a, b',
      becomes: 'a, b = Split(Relu(MatMul(x[2,8], W[8,7])), int64{4,3}){axis=-1}; return a, b',
    },
    'a gated unit, whose gate has two users': {
      graph: 'g = MatMul(x[2,8], W[8,4]); u = MatMul(x, V[8,4]); y = Mul(Mul(g, Sigmoid(g)), u)',
      becomes: 'g, u = Split(MatMul(x[2,8], W[8,8]), int64{4,4}){axis=-1}; y = Mul(Mul(g, Sigmoid(g)), u)',
    },
    'Gemms with transposed weights': {
      graph: 'a = Gemm(x[3,8], W[4,8], b[4]){transB=1}; c = Gemm(x, V[2,8]){transB=1}; return a, c',
      becomes: 'a, c = Split(Gemm(x[3,8], W[6,8], b[6]){transB=1}, int64{4,2}){axis=-1}; return a, c',
    },
    'Gemms with plain weights, and a factor': {
      graph: 'a = Gemm(x[3,8], W[8,4], b[4]){alpha=0.5}; c = Gemm(x, V[8,2], d[1,2]){alpha=0.5}; return a, c',
      becomes: 'a, c = Split(Gemm(x[3,8], W[8,6], b[6]){alpha=0.5}, int64{4,2}){axis=-1}; return a, c',
    },
    'lengths in an attribute, as they were before opset 13': {
      graph: 'a = MatMul(x[2,5,8], W[8,4]); b = MatMul(x, V[8,3]); return a, b',
      becomes: 'a, b = Split(MatMul(x[2,5,8], W[8,7])){axis=-1, split=[4,3]}; return a, b',
      opset: 11,
    },
    'two kinds on one input': {
      graph: `${query}; k = MatMul(x, V[8,4]); r = Tanh(MatMul(x, U[8,3])); s = Tanh(MatMul(x, T[8,2])); return q, k, r, s`,
      becomes:
        'q, k = Split(Add(MatMul(x[2,5,8], W[8,8]), b[8]), int64{4,4}){axis=-1}; r, s = Split(Tanh(MatMul(x, U[8,5])), int64{3,2}){axis=-1}; return q, k, r, s',
    },
  },
  refuses: {
    'another activation': {
      graph: 'a = Relu(MatMul(x[2,8], W[8,4])); b = MatMul(x, V[8,3]); return a, b',
      because: 'which reads the same tensor as MatMul "matmul_20", is followed by no activation, not Relu',
    },
    'a Gemm beside a MatMul': {
      graph: 'a = MatMul(x[2,8], W[8,4]); b = Gemm(x, V[8,3]); return a, b',
      because: 'is a Gemm, not a MatMul',
    },
    'another factor': {
      graph: 'a = Gemm(x[2,8], W[8,4]){alpha=0.5}; b = Gemm(x, V[8,3]); return a, b',
      because: 'has alpha 1, not 0.5',
    },
    'a bias that is computed': {
      graph: 'a = Gemm(x[2,8], W[8,4]); b = Gemm(x, V[8,3], x1[3]); return a, b',
      because: 'has a bias that is not one number per column',
    },
    'a transposed input': {
      graph: 'a = Gemm(x[8,2], W[8,4]){transA=1}; b = Gemm(x, V[8,3]){transA=1}; return a, b',
      because: 'transposes what it reads',
    },
  },
  ignores: {
    'a product alone': query,
    'products of two computed tensors': 'a = MatMul(x[2,8], x1[8,4]); b = MatMul(x, x2[8,3]); return a, b',
    'products of different tensors': `${query}; k = MatMul(x1[2,5,8], V[8,4]); return q, k`,
    'weights of more than two axes': 'a = MatMul(x[2,5,8], W[2,8,4]); b = MatMul(x, V[2,8,3]); return a, b',
  },
});

describeRule(mergeSiblingMatMuls, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-6, atol: 1e-6 },
  after: [fuseBiasIntoMatMul, fuseActivationIntoGemm],
});
