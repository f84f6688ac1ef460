import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateNoOpPooling } from './eliminate-no-op-pooling.ts';

describeRule(eliminateNoOpPooling, {
  tolerance: { rtol: 0, atol: 0 },
  ignores: {
    'larger windows': 'y = Relu(MaxPool(x[1,3,7,7]){kernel_shape=[2,2]})',
    strides: 'y = Relu(MaxPool(x[1,3,7,7]){kernel_shape=[1,1], strides=[2,2]})',
    padding: 'y = Relu(AveragePool(x[1,3,7,7]){kernel_shape=[1,1], pads=[1,1,1,1]})',
    'indices that are used': 'm, i = MaxPool(x[1,3,7,7]){kernel_shape=[1,1]}; y = Relu(m); return y, i',
  },
});
