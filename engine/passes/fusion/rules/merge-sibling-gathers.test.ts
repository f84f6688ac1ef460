import { describeRule } from '../../../testing/describe-rule.ts';
import { mergeSiblingGathers } from './merge-sibling-gathers.ts';

describeRule(mergeSiblingGathers, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'indices in another order, from the end, on an inner axis': {
      graph:
        'c = Gather(x[4,3,2], int64(-1)){axis=1}; a = Gather(x, int64(0)){axis=-2}; b = Gather(x, int64(1)){axis=1}; return a, b, c',
      becomes:
        's, t, u = Split(x[4,3,2], int64{1,1,1}){axis=1}; c = Squeeze(u, int64{1}); a = Squeeze(s, int64{1}); b = Squeeze(t, int64{1}); return a, b, c',
    },
  },
  ignores: {
    'an entry that nobody picks': 'a = Gather(x[3,4], int64(0)); b = Gather(x, int64(1)); return a, b',
    'an entry that two pick': 'a = Gather(x[2,4], int64(0)); b = Gather(x, int64(0)); return a, b',
    'an axis of open extent': 'a = Gather(x[N,4], int64(0)); b = Gather(x, int64(1)); return a, b',
    'several entries at once': 'a = Gather(x[2,4], int64{0}); b = Gather(x, int64{1}); return a, b',
    'a single entry': 'a = Gather(x[1,4], int64(0)); y = Relu(a)',
    'different axes': 'a = Gather(x[2,2], int64(0)); b = Gather(x, int64(1)){axis=1}; return a, b',
  },
});
