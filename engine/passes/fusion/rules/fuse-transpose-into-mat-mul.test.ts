import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseScaleIntoMatMul } from './fuse-scale-into-mat-mul.ts';
import { fuseTransposeIntoMatMul } from './fuse-transpose-into-mat-mul.ts';

describeRule(fuseTransposeIntoMatMul, {
  target: 'onnxruntime-cpu',
  after: [fuseScaleIntoMatMul],
  fits: {
    'a product that is scaled': {
      graph: 'y = Mul(MatMul(x[4,8], Transpose(x1[6,8]){perm=[1,0]}), float32(2))',
      becomes: 'Transpose + MatMul + Mul',
    },
  },
  refuses: {
    'a transpose that is used elsewhere': {
      graph: 't = Transpose(x1[6,8]){perm=[1,0]}; y = MatMul(x[4,8], t); z = Relu(t); return y, z',
      because: 'the output of Transpose "t" is also used by Relu "z"',
    },
  },
  ignores: { 'a transpose of other axes': 'y = MatMul(x[2,4,8], Transpose(x1[8,2,6]){perm=[1,0,2]})' },
});
