import { describeRule } from '../../../testing/describe-rule.ts';
import { narrowAttentionMask } from './narrow-attention-mask.ts';

const keep = 'k = Greater(x1[1,1,1,4], float32(0))';

describeRule(narrowAttentionMask, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'the mask first, reshaped, for two attentions': {
      graph: `k = Greater(x1[1,4], float32(0)); m = Unsqueeze(Where(k, float32(0), float32(-3.4e+38)), int64{1,2})
        y = Softmax(Add(m, x[1,2,4,4])); z = Softmax(Add(x, m)); return y, z`,
      becomes: `k = Greater(x1[1,4], float32(0)); m = Unsqueeze(Where(k, float32(0), float32(-65504)), int64{1,2})
        y = Softmax(Add(m, x[1,2,4,4])); z = Softmax(Add(x, m)); return y, z`,
    },
  },
  refuses: {
    'a mask that is given out': {
      graph: `${keep}; m = Where(k, float32(0), float32(-3.4e+38)); y = Softmax(Add(x[1,2,4,4], m)); return y, m`,
      because: 'it is an output of the model',
    },
    'a mask that something else computes with': {
      graph: `${keep}; m = Where(k, float32(0), float32(-3.4e+38)); y = Softmax(Add(x[1,2,4,4], m)); z = Exp(m); return y, z`,
      because: 'Exp "z" uses it',
    },
    'scores that do not end in a Softmax': {
      graph: `${keep}; m = Where(k, float32(0), float32(-3.4e+38)); y = Sigmoid(Add(x[1,2,4,4], m))`,
      because: 'is more than a mask of attention',
    },
  },
  ignores: {
    'a mask that float16 can hold': `${keep}; y = Softmax(Add(x[1,2,4,4], Where(k, float32(0), float32(-10000))))`,
  },
});
