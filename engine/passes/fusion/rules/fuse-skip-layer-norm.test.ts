import { describeRule } from '../../../testing/describe-rule.ts';
import { fuseSkipLayerNorm } from './fuse-skip-layer-norm.ts';

describeRule(fuseSkipLayerNorm, {
  target: 'onnxruntime-cpu',
  fits: {
    'positions that all samples share': {
      graph: 'y = LayerNormalization(Add(x[2,4,8], x1[1,4,8]), s[8], b[8])',
      becomes: 'Add + LayerNormalization',
    },
  },
  refuses: {
    'a sum that is used elsewhere': {
      graph: 'a = Add(x[2,4,8], x1[2,4,8]); y = LayerNormalization(a, s[8], b[8]); z = Relu(a); return y, z',
      because: 'the output of Add "a" is also used by Relu "z"',
    },
    'a skip connection of another shape': {
      graph: 'a = Add(x[2,4,8], x1[2,1,8]); y = LayerNormalization(a, s[8], b[8])',
      because: '"x1" [2, 1, 8] is not known to have the shape of Add "a" [2, 4, 8]',
    },
  },
  ignores: { 'a bias': 'y = LayerNormalization(Add(x[2,4,8], c[8]), s[8], b[8])' },
});
