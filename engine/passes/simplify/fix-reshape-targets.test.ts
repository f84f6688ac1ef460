import { expect, test } from 'vitest';
import { applyPatch } from '../../ir/apply-patch.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { expectEquivalent } from '../../testing/expect-equivalent.ts';
import { fixReshapeTargets } from './fix-reshape-targets.ts';

const context = { foldSizeLimitBytes: 0 };

async function fix(text: string): Promise<string> {
  const before = inferTypes(parseGraph(text));
  const patch = fixReshapeTargets.run(before, context);
  const after = patch ? applyPatch(before, patch) : before;
  verifyGraph(after);
  expect(fixReshapeTargets.run(after, context)).toBeUndefined();
  if (patch) await expectEquivalent(before, after, { rtol: 0, atol: 0, dims: { N: 3, S: 5 } });
  return printGraph(after);
}

const dim = (axis: number) => `Unsqueeze(Gather(s, int64(${axis})), int64{0})`;

test('copies a dimension that the input has at the same axis', async () => {
  expect(await fix(`s = Shape(x[N,2,3]); y = Reshape(x, Concat(${dim(0)}, int64{6}){axis=0})`)).toBe(
    't1 = Reshape(x[N,2,3], int64{0,6})\nreturn t1',
  );
});

test('leaves one open dimension to what remains', async () => {
  expect(await fix(`s = Shape(x[N,2,S]); y = Reshape(x, Concat(int64{2}, ${dim(0)}, ${dim(2)}){axis=0})`)).toBe(
    't1 = Reshape(x[N,2,S], int64{2,-1,0})\nreturn t1',
  );
});

test('keeps a target with two dimensions that could be anything', async () => {
  const text = `s = Shape(x[N,2,S]); y = Reshape(x, Concat(${dim(2)}, ${dim(0)}, int64{2}){axis=0})`;
  expect(await fix(text)).toContain('Shape');
});

test('keeps a target that is computed from data', async () => {
  expect(await fix('y = Reshape(x[2,3], Add(x1:int64[2], int64{1,1}))')).toContain('Add');
});
