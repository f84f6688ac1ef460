import { describeRule } from '../../../testing/describe-rule.ts';
import { mergeTwinConvs } from './merge-twin-convs.ts';

const first = 'a = Conv(x[1,4,8,8], W[4,4,1,1])';

describeRule(mergeTwinConvs, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 1e-6, atol: 1e-6 },
  fits: {
    'twins of two widths': {
      graph: `${first}; b = Conv(x, V[2,4,1,1]); c = Conv(x, U[4,4,1,1]); d = Conv(x, T[2,4,1,1]); return a, b, c, d`,
      becomes: `a, c = Split(Conv(x[1,4,8,8], W[8,4,1,1]), int64{4,4}){axis=1}
        b, d = Split(Conv(x, V[4,4,1,1]), int64{2,2}){axis=1}; return a, b, c, d`,
    },
  },
  ignores: {
    'slopes for each channel':
      'a = PRelu(Conv(x[1,4,8,8], W[4,4,1,1]), S[4,1,1]); b = PRelu(Conv(x, V[4,4,1,1]), S); return a, b',
    'another width': `${first}; b = Conv(x, V[2,4,1,1]); return a, b`,
    'another activation': `${first}; b = Relu(Conv(x, V[4,4,1,1])); return a, b`,
    'weights that are computed': `${first}; b = Conv(x, Abs(V[4,4,1,1])); return a, b`,
  },
});
