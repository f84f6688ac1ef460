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
