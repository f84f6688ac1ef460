import { expect, test } from 'vitest';
import { applyPatch } from '../../ir/apply-patch.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { eliminateDeadNodes } from './eliminate-dead-nodes.ts';

const context = { foldSizeLimitBytes: 0 };

test('takes out everything from which no output follows', () => {
  const before = parseGraph(
    'a = Relu(x[2]); b = Mul(a, w[2]); c, d = Split(Tanh(b)){axis=0}; y = Sigmoid(a); return y',
  );
  const patch = eliminateDeadNodes.run(before, context);
  const after = patch ? applyPatch(before, patch) : before;
  verifyGraph(after);
  expect(printGraph(after)).toBe('t1 = Relu(x[2])\nt2 = Sigmoid(t1)\nreturn t2');
  expect(after.initializers.size).toBe(0);
  expect(eliminateDeadNodes.run(after, context)).toBeUndefined();
});

test('keeps a node of which one output is used, and what subgraphs use', () => {
  const before = parseGraph('a, b = Split(x[4]){axis=0}; y = Relu(b); return y');
  expect(eliminateDeadNodes.run(before, context)).toBeUndefined();
});
