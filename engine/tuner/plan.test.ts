import { expect, it } from 'vitest';
import { modelKey, type Plan, planKey } from './plan.ts';

const plan: Plan = {
  format: 'int8',
  rewrite: { target: 'onnxruntime-cpu', disabledRules: ['b', 'a'], enabledRules: [] },
  session: { provider: 'cpu', threads: 1, graphOptimization: 'all', configEntries: { x: '1', y: '2' } },
  shapes: { image: [1, 3, 224, 224] },
  batch: 1,
  streams: 1,
};

it('does not depend on the order of names', () => {
  const same: Plan = {
    ...plan,
    rewrite: { ...plan.rewrite, disabledRules: ['a', 'b'] },
    session: { configEntries: { y: '2', x: '1' }, graphOptimization: 'all', threads: 1, provider: 'cpu' },
  };
  expect(planKey(same)).toBe(planKey(plan));
});

it('depends on the order of dims', () => {
  expect(planKey({ ...plan, shapes: { image: [3, 1, 224, 224] } })).not.toBe(planKey(plan));
});

it('tells models from sessions', () => {
  const other: Plan = { ...plan, session: { ...plan.session, threads: 2 } };
  expect(modelKey(other)).toBe(modelKey(plan));
  expect(planKey(other)).not.toBe(planKey(plan));
});

it('knows that nothing is done to the original', () => {
  const original: Plan = { ...plan, format: 'original' };
  expect(planKey({ ...original, rewrite: { ...plan.rewrite, enabledRules: ['c'] } })).toBe(planKey(original));
});
