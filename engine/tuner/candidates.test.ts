import { expect, test } from 'vitest';
import type { ProviderName } from '../runtime/session.ts';
import { changesOf, formatsFor } from './candidates.ts';
import type { Change } from './change.ts';
import { plainPlan } from './testing/plain-plan.ts';

test.each<[ProviderName, boolean]>([
  ['cuda', true],
  ['tensorrt', true],
  ['cpu', false],
  ['webgpu', false],
])('whether %s is tried with BF16: %s', (provider, isTried) => {
  expect(formatsFor({ provider, canCalibrate: false }).includes('bf16')).toBe(isTried);
});

test('INT8 with fixed scales needs data', () => {
  expect(formatsFor({ provider: 'cpu', canCalibrate: true })).toContain('int8');
  expect(formatsFor({ provider: 'cpu', canCalibrate: false })).not.toContain('int8');
});

test('a provider that computes on no integers is not tried with them', () => {
  for (const provider of ['cuda', 'webgpu'] as const)
    expect(formatsFor({ provider, canCalibrate: true }).filter((format) => format.startsWith('int8'))).toEqual([]);
  expect(formatsFor({ provider: 'tensorrt', canCalibrate: true })).toContain('int8');
});

test('rewrites are tried under the session that was found', () => {
  const plan = plainPlan('cuda');
  const processor = { name: 'any', logicalCpuCount: 2, instructions: { status: 'unknown' } } as const;
  const [first = [], second = [], ...more] = changesOf(plan, { processor, operators: new Set(), threads: 'free' });
  const changed = (key: 'session' | 'rewrite') => (change: Change) => change.apply(plan)[key] !== plan[key];
  expect(first.map(({ name }) => name)).toContain('CUDA graph');
  expect(first.some(changed('rewrite'))).toBe(false);
  expect(second.length).toBeGreaterThan(0);
  expect(second.some(changed('session'))).toBe(false);
  expect(more).toEqual([]);
});
