import { expect, test } from 'vitest';
import type { Plan } from './plan.ts';
import { plainPlan } from './testing/plain-plan.ts';
import { webgpuSessionChanges } from './webgpu-session-changes.ts';

const plan = plainPlan('webgpu');

const sessionsOf = (start: Plan) =>
  new Map(webgpuSessionChanges(start).map(({ name, apply }) => [name, apply(start).session]));

test('every change goes through the C API, which the provider hears', () => {
  expect([...sessionsOf(plan).values()].every(({ backend }) => backend === 'c-api')).toBe(true);
});

test('graphs are captured with tensors that stay in place', () => {
  expect(sessionsOf(plan).get('graph capture')).toMatchObject({
    binding: 'device',
    providerOptions: { enableGraphCapture: '1' },
  });
});

test('what a plan has already is not tried again', () => {
  const bound: Plan = { ...plan, session: { ...plan.session, backend: 'c-api', binding: 'device' } };
  expect(sessionsOf(bound).has('tensors on the device')).toBe(false);
});
