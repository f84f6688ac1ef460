import { expect, it } from 'vitest';
import { parseGraph } from '../../ir/parse.ts';
import { requireValue } from '../../ir/query.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { targetOf } from '../../targets/targets.ts';
import { lowerConcatToMax } from '../fusion/rules/lower-concat-to-max.ts';
import { applyRules } from '../fusion/worklist.ts';
import { reservesNothing } from '../rule-switches.ts';
import type { AppliedStep } from '../trace.ts';
import { cutOut } from './cut.ts';

it('feeds a pooling that a rule knows to be nowhere negative through what makes it so', () => {
  const graph = inferTypes(
    parseGraph(`a = Relu(Conv(x[1,3,8,8], W[4,3,1,1])); b = Relu(Conv(x, V[2,3,1,1])); m = Concat(a, b){axis=1}
      c = Relu(Conv(x, U[1,3,1,1])); d = Relu(Conv(x, T[2,3,1,1])); y = Concat(c, d, MaxPool(m){kernel_shape=[1,1]}){axis=1}`),
  );
  const steps: AppliedStep[] = [];
  const trace = { applied: [], refused: [], onStep: (step: AppliedStep) => steps.push(step) };
  applyRules(graph, [lowerConcatToMax], { target: targetOf('onnxruntime-cuda'), ...reservesNothing }, trace);
  const cuts = steps.flatMap((step) => cutOut(step) ?? []);
  expect(cuts.map(({ inputs, before }) => inputs.map((id) => requireValue(before.graph, id).name))).toEqual([
    ['x'],
    ['x'],
  ]);
  expect(cuts[1]?.after.nodes.map(({ opType }) => opType)).toEqual(
    expect.arrayContaining(['Conv', 'Max', 'MaxPool', 'Pad']),
  );
});
