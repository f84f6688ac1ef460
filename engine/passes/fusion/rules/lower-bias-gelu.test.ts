import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerBiasGelu } from './lower-bias-gelu.ts';

describeRule(lowerBiasGelu, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-5, atol: 1e-6 },
  fits: {
    "ONNX's Gelu": {
      graph: 'y = Gelu(Add(b[3], x[2,3]))',
      becomes: 'y = com.microsoft::BiasGelu(x[2,3], b[3])',
      opset: 20,
    },
  },
  refuses: {
    'a sum that is used again': {
      graph: 's = Add(x[2,3], b[3]); y = com.microsoft::Gelu(s); z = Exp(s); return y, z',
      because: 'the output of Add "s" is also used by Exp "z"',
    },
  },
  ignores: {
    'a bias of another axis': 'y = com.microsoft::Gelu(Add(x[3,1], b[3]))',
    'an addend that is no constant': 'y = com.microsoft::Gelu(Add(x[2,3], x1[2,3]))',
  },
});
