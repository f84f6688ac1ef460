import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerAveragePool } from './lower-average-pool.ts';

describeRule(lowerAveragePool, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 1e-5, atol: 1e-6 },
  fits: {
    'padding that is counted': {
      graph: 'y = AveragePool(x[2,3,8,8]){kernel_shape=[3,3], pads=[1,1,1,1], count_include_pad=1}',
      becomes: 'y = Conv(x[2,3,8,8], W[3,1,3,3]){kernel_shape=[3,3], pads=[1,1,1,1], group=3}',
    },
    'windows that are never padded': {
      graph: 'y = AveragePool(x[1,3,8,8]){kernel_shape=[2,2], auto_pad="VALID"}',
      becomes: 'y = Conv(x[1,3,8,8], W[3,1,2,2]){kernel_shape=[2,2], group=3}',
    },
  },
  refuses: {
    'padding that is not counted': {
      graph: 'y = AveragePool(x[1,3,8,8]){kernel_shape=[3,3], pads=[1,1,1,1]}',
      because: 'does not count its padding',
    },
    'padding that it computes': {
      graph: 'y = AveragePool(x[1,3,8,8]){kernel_shape=[3,3], auto_pad="SAME_UPPER"}',
      because: 'computes its padding itself (SAME_UPPER)',
    },
    'an output size that is rounded up': {
      graph: 'y = AveragePool(x[1,3,8,8]){kernel_shape=[3,3], strides=[2,2], ceil_mode=1}',
      because: 'rounds its output size up',
    },
    'windows with gaps': {
      graph: 'y = AveragePool(x[1,3,8,8]){kernel_shape=[3,3], dilations=[2,2]}',
      because: 'has gaps in its windows',
    },
  },
  ignores: {
    'large windows': 'y = AveragePool(x[1,3,16,16]){kernel_shape=[9,9]}',
    'a window of another rank': 'y = AveragePool(x[1,3,16,16]){kernel_shape=[3]}',
    integers: 'y = AveragePool(Cast(x[1,3,8,8]){to=7}){kernel_shape=[2,2]}',
  },
});
