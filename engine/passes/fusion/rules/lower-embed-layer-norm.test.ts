import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerEmbedLayerNorm } from './lower-embed-layer-norm.ts';

describeRule(lowerEmbedLayerNorm, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-4, atol: 1e-5 },
  fits: {
    'positions added first': {
      graph:
        'e = Add(Gather(W[5,8], x:int64[2,4]), P[4,8]); y = LayerNormalization(Add(Gather(V[2,8], x1:int64[2,4]), e), s[8], b[8]){epsilon=0.5}',
      becomes:
        'y, z = com.microsoft::EmbedLayerNormalization(Cast(x:int64[2,4]){to=6}, Cast(x1:int64[2,4]){to=6}, W[5,8], P[4,8], V[2,8], s[8], b[8]){epsilon=0.5}; return y',
    },
  },
  refuses: {
    'a sum that is used again': {
      graph:
        'e = Add(Gather(W[5,8], x:int64[2,4]), Gather(V[2,8], x1:int64[2,4])); y = LayerNormalization(Add(e, P[1,4,8]), s[8], b[8]); z = Exp(e); return y, z',
      because: 'the output of Add "e" is also used by Exp "z"',
    },
  },
  ignores: {
    'an open length':
      'e = Add(Gather(W[5,8], x:int64[N,S]), Gather(V[2,8], x1:int64[N,S])); y = LayerNormalization(Add(e, P[1,4,8]), s[8], b[8])',
    'positions for each sample':
      'e = Add(Gather(W[5,8], x:int64[2,4]), Gather(V[2,8], x1:int64[2,4])); y = LayerNormalization(Add(e, P[2,4,8]), s[8], b[8])',
    'one lookup':
      'e = Add(Gather(W[5,8], x:int64[2,4]), x1[2,4,8]); y = LayerNormalization(Add(e, P[1,4,8]), s[8], b[8])',
  },
});
