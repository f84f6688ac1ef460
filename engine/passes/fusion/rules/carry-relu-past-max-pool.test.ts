import { expect, test } from 'vitest';
import { parseGraph } from '../../../ir/parse.ts';
import { inferTypes } from '../../../ops/infer-types.ts';
import { targetOf } from '../../../targets/targets.ts';
import { describeRule } from '../../../testing/describe-rule.ts';
import { tryRule } from '../../../testing/try-rule.ts';
import { carryReluPastMaxPool } from './carry-relu-past-max-pool.ts';

const pool = 'kernel_shape=[3,3], strides=[2,2]';

describeRule(carryReluPastMaxPool, {
  target: 'onnxruntime-cuda',
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'one number per channel, padding and a last window that is cut off': {
      graph: `y = MaxPool(Max(x[2,3,8,8], C[3,1,1])){${pool}, pads=[1,1,1,1], ceil_mode=1}`,
      becomes: `y = Max(MaxPool(x[2,3,8,8]){${pool}, pads=[1,1,1,1], ceil_mode=1}, C[3,1,1])`,
    },
    'two poolings, the first of volumes': {
      graph:
        'y = MaxPool(Relu(x[1,2,8,8,8])){kernel_shape=[2,2,2], strides=[2,2,2]}; ' +
        'z = MaxPool(Relu(x1[1,2,9])){kernel_shape=[2], strides=[2], auto_pad="SAME_UPPER"}; return y, z',
      becomes:
        'y = Relu(MaxPool(x[1,2,8,8,8]){kernel_shape=[2,2,2], strides=[2,2,2]}); ' +
        'z = Relu(MaxPool(x1[1,2,9]){kernel_shape=[2], strides=[2], auto_pad="SAME_UPPER"}); return y, z',
    },
    'one number for all, which comes first': {
      graph: `y = MaxPool(Max(C[1], x[2,3,8,8])){${pool}}`,
      becomes: `y = Max(C[1], MaxPool(x[2,3,8,8]){${pool}})`,
    },
  },
  refuses: {
    'an activation that something else reads': {
      graph: `a = Relu(x[1,3,8,8]); y = MaxPool(a){${pool}}; return a, y`,
      because: 'is an output of the model',
    },
    'windows with gaps': {
      graph: `y = MaxPool(Relu(x[1,3,8,8])){${pool}, dilations=[2,2]}`,
      because: 'has gaps in its windows',
    },
  },
  ignores: {
    'a pooling that leaves as much': 'y = MaxPool(Relu(x[1,3,8,8])){kernel_shape=[3,3], pads=[1,1,1,1]}',
    'a pooling whose indices are used': `y, i = MaxPool(Relu(x[1,3,8,8])){${pool}}; return y, i`,
    'one number per position': `y = MaxPool(Max(x[1,3,8,8], C[1,3,8,8])){${pool}}`,
    'one number per column': `y = MaxPool(Max(x[1,3,8,8], C[8])){${pool}}`,
    'a constant that makes it larger': `y = MaxPool(Max(x[1,1,8,8], C[3,1,1])){${pool}}`,
    'two tensors, and three': `y = MaxPool(Max(x[1,3,8,8], x1[1,3,8,8])){${pool}}; z = MaxPool(Max(x, x1, C[3,1,1])){${pool}}; return y, z`,
  },
});

test('carry-relu-past-max-pool leaves a Max of tensors of one shape, as it was before opset 8', () => {
  const outcomes = (opset: number) => {
    const graph = parseGraph(`y = MaxPool(Max(x[1,3,1,1], C[1,3,1,1])){${pool}, pads=[2,2,2,2]}`, opset);
    return tryRule(carryReluPastMaxPool, inferTypes(graph), targetOf('onnxruntime-cuda'));
  };
  expect(outcomes(7)).toEqual([]);
  expect(outcomes(8)).toEqual(['fits']);
});
