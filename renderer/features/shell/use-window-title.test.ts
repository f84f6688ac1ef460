import { expect, it } from 'vitest';
import type { CompareJob } from '../../stores/benchmark-store.ts';
import { compareJob } from '../../testing/fake-client.ts';
import { toWindowTitle } from './use-window-title.ts';

const running: CompareJob = {
  status: 'running',
  jobId: compareJob,
  phase: 'working',
  progress: { stage: 'Timing', fraction: 0.437, doneCount: 1, totalCount: 2, unit: 'runs' },
  log: [],
};

it.each([
  [undefined, { status: 'idle' }, undefined, 'Lathe'],
  ['net.onnx', { status: 'idle' }, undefined, 'net.onnx – Lathe'],
  ['net.onnx', running, undefined, '43 % net.onnx – Lathe'],
  ['net.onnx', { ...running, progress: undefined }, undefined, '… net.onnx – Lathe'],
  ['net.onnx', { status: 'done' }, '✓ Measured', '✓ Measured – net.onnx – Lathe'],
] as const)('of %s is titled', (name, job, unseenEnd, title) =>
  expect(toWindowTitle(name, job, unseenEnd)).toBe(title),
);
