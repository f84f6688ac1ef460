import { expect, test } from 'vitest';
import { applyPatch } from '../../ir/apply-patch.ts';
import type { Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { withBodies } from '../../ops/testing/with-bodies.ts';
import { expectEquivalent } from '../../testing/expect-equivalent.ts';
import { structureOf } from '../../testing/structure-of.ts';
import { inlineConstantIf } from './inline-constant-if.ts';

const context = { foldSizeLimitBytes: 0 };

function inlined(text: string, bodies: Parameters<typeof withBodies>[1]): { before: Graph; after: Graph } {
  const before = inferTypes(withBodies(text, bodies));
  const patch = inlineConstantIf.run(before, context);
  const after = patch ? applyPatch(before, patch) : before;
  verifyGraph(after);
  return { before, after: inferTypes(after) };
}

const bodies = {
  then_branch: { text: 'y = Mul(Relu(x), w[4])', captures: { x: 'a' } },
  else_branch: { text: 'y = Tanh(x)', captures: { x: 'a' } },
};

test('puts the branch that runs in the place of the If, with its constants and what it captures', async () => {
  const { before, after } = inlined('a = Abs(x[2,4]); y = If(bool(1)); return y', bodies);
  expect(structureOf(after)).toBe(
    structureOf(inferTypes(parseGraph('a = Abs(x[2,4]); y = Identity(Mul(Relu(a), w[4]))'))),
  );
  await expectEquivalent(before, after, { rtol: 0, atol: 0 });
});

test('takes the other branch where the condition is false', async () => {
  const { before, after } = inlined('a = Abs(x[2,4]); y = If(bool(0)); return y', bodies);
  expect(structureOf(after)).toBe(structureOf(inferTypes(parseGraph('y = Identity(Tanh(Abs(x[2,4])))'))));
  await expectEquivalent(before, after, { rtol: 0, atol: 0 });
});

test.each([
  ['that reads its condition as no boolean', 'a = Abs(x[2,4]); y = If(int64(1)); return y', bodies],
  [
    'with a node that makes nothing',
    'a = Abs(x[2,4]); y = If(bool(1)); return y',
    { ...bodies, then_branch: { text: '_ = Relu(c[3]); return c', captures: {} } },
  ],
])('leaves an If of a damaged file alone: one %s', (_what, text, branches) => {
  const { before, after } = inlined(text, branches);
  expect(structureOf(after)).toBe(structureOf(before));
});

test('leaves an If alone whose condition is computed', () => {
  const { before, after } = inlined('a = Abs(x[2,4]); y = If(x1:bool[]); return y', bodies);
  expect(structureOf(after)).toBe(structureOf(before));
});
