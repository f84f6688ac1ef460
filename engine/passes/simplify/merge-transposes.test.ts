import { describeRule } from '../../testing/describe-rule.ts';
import { mergeTransposes } from './merge-transposes.ts';

describeRule(mergeTransposes, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'two that cancel': {
      graph: 'y = Relu(Transpose(Transpose(x[2,3,4]){perm=[1,2,0]}){perm=[2,0,1]})',
      becomes: 'y = Relu(Transpose(x[2,3,4]){perm=[0,1,2]})',
    },
    'a first one that is used elsewhere': {
      graph: 't = Transpose(x[2,3]){perm=[1,0]}; y = Transpose(t){perm=[1,0]}; z = Relu(t); return y, z',
      becomes: 't = Transpose(x[2,3]){perm=[1,0]}; y = Transpose(x){perm=[0,1]}; z = Relu(t); return y, z',
    },
  },
  ignores: {
    'an order that the rank decides': 'y = Transpose(Transpose(x[2,3,4])){perm=[0,2,1]}',
    'axes that a damaged file repeats or lacks': 'y = Transpose(Transpose(x[2,3,4]){perm=[9,2,0]}){perm=[0,0,1]}',
  },
});
