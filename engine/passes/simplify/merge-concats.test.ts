import { describeRule } from '../../testing/describe-rule.ts';
import { mergeConcats } from './merge-concats.ts';

describeRule(mergeConcats, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'the inner one first': {
      graph: 'y = Concat(Concat(x[1,2], x1[1,3]){axis=1}, x2[1,4]){axis=1}',
      becomes: 'y = Concat(x[1,2], x1[1,3], x2[1,4]){axis=1}',
    },
    'three levels': {
      graph: 'a = Concat(x[1,2], x){axis=1}; b = Concat(a, x){axis=1}; y = Concat(x, b){axis=1}',
      becomes: 'y = Concat(x[1,2], x, x, x){axis=1}',
    },
  },
  ignores: {
    'another axis': 'y = Concat(Concat(x[2,2], x){axis=0}, x1[4,3]){axis=1}',
    'an inner one that is used elsewhere':
      'a = Concat(x[1,2], x){axis=1}; y = Concat(a, x){axis=1}; z = Relu(a); return y, z',
    'an inner one that is taken twice': 'a = Concat(x[1,2], x){axis=1}; y = Concat(a, a){axis=1}',
  },
});
