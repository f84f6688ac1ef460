import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerLrn } from './lower-lrn.ts';

describeRule(lowerLrn, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-6, atol: 1e-7 },
  fits: {
    'a strong sum and the exponent 0.5': {
      graph: 'y = LRN(x[2,6,3,3]){size=3, alpha=0.5, beta=0.5, bias=2.0}',
      becomes: 'y = Div(x[2,6,3,3], Sqrt(Conv(Mul(x, x), W[6,6,1,1], B[6])))',
    },
    'the exponent 1': {
      graph: 'y = LRN(x[2,6,2,5]){size=3, alpha=0.5, beta=1.0}',
      becomes: 'y = Div(x[2,6,2,5], Conv(Mul(x, x), W[6,6,1,1], B[6]))',
    },
    'a window wider than the channels': {
      graph: 'y = LRN(x[1,3,2,2]){size=9, alpha=2.0, beta=0.75}',
      becomes: 'd = Sqrt(Conv(Mul(x[1,3,2,2], x), W[3,3,1,1], B[3])); y = Div(x, Mul(d, Sqrt(d)))',
    },
  },
  refuses: {
    'an exponent that is no product of roots': {
      graph: 'y = LRN(x[1,8,6,6]){size=5, beta=0.6}',
      because: 'of LRN "y" is no product of square roots',
    },
    'a window without a middle': {
      graph: 'y = LRN(x[1,8,6,6]){size=4}',
      because: 'the window of LRN "y" has no middle',
    },
    'an unknown number of channels': {
      graph: 'y = LRN(x[1,C,6,6]){size=5}',
      because: 'the number of channels of LRN "y" is not known',
    },
    'more channels than a band may have': {
      graph: 'y = LRN(x[1,2049,6,6]){size=5}',
      because: 'a band over the 2049 channels of LRN "y" would be too many weights',
    },
    'half precision': {
      graph: 'y = LRN(x:float16[1,8,6,6]){size=5}',
      because: 'LRN "y" is not in float32, which the squares need',
    },
  },
});
