import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateRepeatedRelu } from './eliminate-repeated-relu.ts';

describeRule(eliminateRepeatedRelu, {
  tolerance: { rtol: 0, atol: 0 },
  ignores: { 'a Relu of something else': 'y = Relu(Tanh(x[2,3]))' },
});
