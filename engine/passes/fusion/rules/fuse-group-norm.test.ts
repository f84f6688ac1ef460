import { expect, test } from 'vitest';
import { parseGraph } from '../../../ir/parse.ts';
import { inferTypes } from '../../../ops/infer-types.ts';
import { targetOf } from '../../../targets/targets.ts';
import { describeRule } from '../../../testing/describe-rule.ts';
import { tryRule } from '../../../testing/try-rule.ts';
import { fuseGroupNorm } from './fuse-group-norm.ts';

const norm = (shape: string) =>
  `n = InstanceNormalization(Reshape(x[2,4,3,3], int64{0,2,-1}), s[2], t[2]){epsilon=0.5}; y = Add(Mul(Reshape(n, int64{${shape}}), g[4,1,1]), b[4,1,1])`;

describeRule(fuseGroupNorm, {
  tolerance: { rtol: 1e-4, atol: 1e-5 },
  fits: {
    'one spatial axis': {
      graph:
        'n = InstanceNormalization(Reshape(x[2,6,5], int64{2,3,10}), s[3], t[3]); y = Add(b[1,6,1], Mul(g[6,1], Reshape(n, int64{2,6,5})))',
      becomes: 'y = GroupNormalization(x[2,6,5], s1[6], b1[6]){num_groups=3, epsilon=0.00001}',
      opset: 21,
    },
  },
  refuses: {
    'a second user of the normalized groups': {
      graph: `${norm('2,4,3,3')}; return y, n`,
      because: 'the output of InstanceNormalization "n" is an output of the model',
    },
  },
  ignores: { 'another shape than before': norm('2,4,9,1') },
});

test('refuses an opset whose operator has one scale per group', () => {
  const graph = inferTypes(parseGraph(norm('2,4,3,3'), 18));
  expect(tryRule(fuseGroupNorm, graph, targetOf('tensorrt'))).toEqual([
    'GroupNormalization has one scale per channel since opset 21, and the model is at 18',
  ]);
});
