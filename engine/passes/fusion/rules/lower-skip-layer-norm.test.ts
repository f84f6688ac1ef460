import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerSkipLayerNorm } from './lower-skip-layer-norm.ts';

describeRule(lowerSkipLayerNorm, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-4, atol: 1e-5 },
  fits: {
    'a sum that is used again': {
      graph:
        's = Add(x[2,4,8], x1[2,4,8]); y = LayerNormalization(s, g[8], b[8]){epsilon=0.5}; z = Exp(s); return y, z',
      becomes:
        'y, m, v, s = com.microsoft::SkipLayerNormalization(x[2,4,8], x1[2,4,8], g[8], b[8]){epsilon=0.5}; z = Exp(s); return y, z',
    },
    'one skip for all samples': {
      graph: 'y = LayerNormalization(Add(x[2,4,8], x1[1,4,8]), g[8], b[8]){epsilon=0.5}',
      becomes: 'y = com.microsoft::SkipLayerNormalization(x[2,4,8], x1[1,4,8], g[8], b[8]){epsilon=0.5}',
    },
    'open dims of one name': {
      graph: 'y = LayerNormalization(Add(x[N,S,8], x1[N,S,8]), g[8]){epsilon=0.5}',
      becomes: 'y = com.microsoft::SkipLayerNormalization(x[N,S,8], x1[N,S,8], g[8]){epsilon=0.5}',
    },
    'a normalization without mean': {
      graph: 'y = SimplifiedLayerNormalization(Add(Add(x[2,4,8], c[8]), x1[2,4,8]), g[8]){epsilon=0.5}',
      becomes: 'y = com.microsoft::SkipSimplifiedLayerNormalization(x[2,4,8], x1[2,4,8], g[8], c[8]){epsilon=0.5}',
    },
  },
  refuses: {
    'tensors of two axes': { graph: 'y = LayerNormalization(Add(x[4,8], x1[4,8]), g[8], b[8])', because: 'three axes' },
    'more than the last axis': {
      graph: 'y = LayerNormalization(Add(x[2,4,8], x1[2,4,8]), g[4,8], b[4,8]){axis=1}',
      because: 'the last axis alone',
    },
    'a sum that is an output': {
      graph: 's = Add(x[2,4,8], x1[2,4,8]); y = LayerNormalization(s, g[8], b[8]); return s, y',
      because: 'the sum is an output of the model',
    },
    'operands that both broadcast': {
      graph: 'y = LayerNormalization(Add(x[2,1,8], x1[1,4,8]), g[8], b[8])',
      because: 'neither operand of the sum is known to have its shape',
    },
    'a skip for each row': {
      graph: 'y = LayerNormalization(Add(x[2,4,8], x1[2,1,8]), g[8], b[8])',
      because: 'differ in more than the batch',
    },
    'another type': {
      graph: 'y = LayerNormalization(Add(x:float16[2,4,8], x1:float16[2,4,8]), g:float16[8], b:float16[8])',
      because: 'float32 alone',
    },
  },
  ignores: { 'a constant operand': 'y = LayerNormalization(Add(x[2,4,8], P[1,4,8]), g[8], b[8])' },
});
