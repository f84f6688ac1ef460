import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerResidualConvToGemm } from './lower-residual-conv-to-gemm.ts';

describeRule(lowerResidualConvToGemm, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'a skip connection before the convolution, and several samples': {
      graph: 'a = Conv(x[3,8,2,4], W[6,8,1,1]); y = Add(x1[3,6,2,4], a)',
      becomes:
        'y = Transpose(Reshape(Gemm(Reshape(Transpose(x[3,8,2,4]){perm=[0,2,3,1]}, int64{-1,8}), W1[6,8], ' +
        'Reshape(Transpose(x1[3,6,2,4]){perm=[0,2,3,1]}, int64{-1,6})){transB=1}, int64{-1,2,4,6})){perm=[0,3,1,2]}',
    },
    'an unknown batch': {
      graph: 'y = Add(Conv(x[N,8,2,4], W[6,8,1,1]), x1[N,6,2,4])',
      becomes:
        'y = Transpose(Reshape(Gemm(Reshape(Transpose(x[N,8,2,4]){perm=[0,2,3,1]}, int64{-1,8}), W1[6,8], ' +
        'Reshape(Transpose(x1[N,6,2,4]){perm=[0,2,3,1]}, int64{-1,6})){transB=1}, int64{-1,2,4,6})){perm=[0,3,1,2]}',
    },
  },
  refuses: {
    'a convolution that something else reads': {
      graph: 'a = Conv(x[1,8,4,4], W[6,8,1,1]); y = Add(a, x1[1,6,4,4]); z = Relu(a); return y, z',
      because: 'is also used by Relu',
    },
    'a skip connection that is broadcast': {
      graph: 'y = Add(Conv(x[1,8,4,4], W[6,8,1,1]), x1[1,6,1,1])',
      because: 'is not known to have the shape of Conv',
    },
  },
  ignores: {
    'a bias': 'y = Add(Conv(x[1,8,4,4], W[6,8,1,1], B[6]), x1[1,6,4,4])',
    'a larger window': 'y = Add(Conv(x[1,8,4,4], W[6,8,3,1]), x1[1,6,2,4])',
    strides: 'y = Add(Conv(x[1,8,4,4], W[6,8,1,1]){strides=[2,2]}, x1[1,6,2,2])',
    padding: 'y = Add(Conv(x[1,8,4,4], W[6,8,1,1]){pads=[0,0,1,1]}, x1[1,6,5,5])',
    groups: 'y = Add(Conv(x[1,8,4,4], W[6,4,1,1]){group=2}, x1[1,6,4,4])',
    'other ranks': 'y = Add(Conv(x[1,8,4], W[6,8,1]), x1[1,6,4])',
    'an image of unknown size': 'y = Add(Conv(x[1,8,H,4], W[6,8,1,1]), x1[1,6,H,4])',
    'an empty image, and no channels':
      'y = Add(Conv(x[1,8,0,4], W[6,8,1,1]), x1[1,6,0,4]); z = Add(Conv(x2[1,0,4,4], V[6,0,1,1]), x3[1,6,4,4]); return y, z',
    'what it makes itself, twice': 'a = Conv(x[1,8,4,4], W[6,8,1,1]); y = Add(a, a)',
    'a constant': 'y = Add(Conv(x[1,8,4,4], W[6,8,1,1]), C[1,6,4,4])',
    'weights for other channels': 'y = Add(Conv(x[1,4,4,4], W[6,8,1,1]), x1[1,6,4,4])',
    'weights that are computed': 'y = Add(Conv(x[1,8,4,4], x1[6,8,1,1]), x2[1,6,4,4])',
  },
});
