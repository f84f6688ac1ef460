import { expect, test } from 'vitest';
import { applyPatch } from '../../ir/apply-patch.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { constantsToInitializers } from './constants-to-initializers.ts';

const context = { foldSizeLimitBytes: 0 };

test('turns every form of Constant into an initializer', () => {
  const before = parseGraph(
    'y = Mul(Add(x[2], Constant(){value_floats=[1.5, 2.5]}), Constant(){value_float=2.0}); z = Gather(y, Constant(){value_int=1}); return z',
  );
  const patch = constantsToInitializers.run(before, context);
  const after = patch ? applyPatch(before, patch) : before;
  verifyGraph(after);
  expect(printGraph(after)).toBe(
    't1 = Add(x[2], float32{1.5,2.5})\nt2 = Mul(t1, float32(2))\nt3 = Gather(t2, int64(1))\nreturn t3',
  );
  expect(constantsToInitializers.run(after, context)).toBeUndefined();
});

test('leaves a Constant that is an output of the model', () => {
  expect(constantsToInitializers.run(parseGraph('y = Constant(){value_int=1}'), context)).toBeUndefined();
});
