import { expect, test } from 'vitest';
import { parseGraph } from '../../../ir/parse.ts';
import { inferTypes } from '../../../ops/infer-types.ts';
import { targetOf } from '../../../targets/targets.ts';
import { describeRule } from '../../../testing/describe-rule.ts';
import { tryRule } from '../../../testing/try-rule.ts';
import { lowerGroupNorm } from './lower-group-norm.ts';

describeRule(lowerGroupNorm, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'one spatial axis and as many groups as channels': {
      graph: 'y = GroupNormalization(x[2,4,6], s[4], b[4]){num_groups=4, epsilon=0.5}',
      becomes:
        'y = Add(Mul(Reshape(InstanceNormalization(Reshape(x[2,4,6], int64{2,4,-1}), u[4], z[4]){epsilon=0.5}, int64{2,4,6}), s[4,1]), b[4,1])',
      opset: 21,
    },
  },
});

const refusals = (text: string, opset: number) =>
  tryRule(lowerGroupNorm, inferTypes(parseGraph(text, opset)), targetOf('onnxruntime-cpu'));

test('refuses a computed scale', () => {
  const text = 'y = GroupNormalization(x[2,4,3,3], x1[4], b[4]){num_groups=2}';
  expect(refusals(text, 21)).toEqual([expect.stringContaining('scale of GroupNormalization "y" is not constant')]);
});

test('refuses open spatial sizes', () => {
  const text = 'y = GroupNormalization(x[2,4,h,3], s[4], b[4]){num_groups=2}';
  expect(refusals(text, 21)).toEqual(['its channels or spatial sizes are open']);
});

test('leaves the operator of opset 18 alone, whose scale is per group', () => {
  expect(refusals('y = GroupNormalization(x[2,4,3,3], s[2], b[2]){num_groups=2}', 18)).toEqual([]);
});
