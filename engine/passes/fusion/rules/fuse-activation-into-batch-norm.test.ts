import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseActivationIntoBatchNorm } from './fuse-activation-into-batch-norm.ts';

const norm = 'n = BatchNormalization(x[1,4,8,8], s[4], b[4], m[4], v[4])';

describeRule(fuseActivationIntoBatchNorm, {
  refuses: {
    'training mode': {
      graph: 'n, _, _ = BatchNormalization(x[1,4,8,8], s[4], b[4], m[4], v[4]){training_mode=1}; y = Relu(n)',
      because: 'BatchNormalization "n" is in training mode',
    },
    'a second user': {
      graph: `${norm}; y = Relu(n); z = MaxPool(n){kernel_shape=[2,2]}; return y, z`,
      because: 'the output of BatchNormalization "n" is also used by MaxPool "z"',
    },
    'computed bounds': { graph: `${norm}; y = Clip(n, x1:float32[])`, because: 'min of Clip "y" is not constant' },
    'a function without a kernel': {
      graph: `${norm}; y = Mish(n)`,
      because: 'TensorRT has no kernel for BatchNormalization + Mish',
    },
  },
});
