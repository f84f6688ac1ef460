import { expect, test } from 'vitest';
import type { ProviderName } from '../runtime/session.ts';
import { formatsFor } from './candidates.ts';

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
