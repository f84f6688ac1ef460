import { expect, test } from 'vitest';
import { plainPlan } from '../tuner/testing/plain-plan.ts';
import { listedName, type TuneCandidate } from './tune-report.ts';

const candidate = (name: string, origin = 'plan 2, with lower-lrn'): TuneCandidate => ({
  id: '3',
  name,
  origin,
  plan: plainPlan('cpu'),
  verdict: 'open',
  reason: 'Not measured yet.',
  measuredBy: 'nothing',
});

test('a list calls a plan by all that it has otherwise', () => {
  expect(listedName(candidate('FP32, 2 threads, with lower-lrn'))).toBe('FP32, 2 threads, with lower-lrn');
});

test('a list calls a plan with a long name by what is new about it, where that is shorter', () => {
  const session = 'CUDA graph, channels last, bias inside convolutions';
  expect(listedName(candidate(`FP32, ${session}, with lower-lrn`))).toBe('plan 2, with lower-lrn');
  expect(listedName(candidate(`FP32, ${session}`, `plan 1, ${session}`))).toBe(`FP32, ${session}`);
});
