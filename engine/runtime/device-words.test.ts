import { expect, test } from 'vitest';
import { deviceOf, deviceWords } from './device-words.ts';

const processor = { name: 'Some Xeon', logicalCpuCount: 2, instructions: { status: 'unknown' } as const };
const [h200, l4] = [{ name: 'NVIDIA H200' }, { name: 'NVIDIA L4' }];

test.each([
  ['cpu', [h200], 'Some Xeon'],
  ['cuda', [h200], 'NVIDIA H200, host Some Xeon'],
  ['tensorrt', [h200, h200], 'NVIDIA H200, host Some Xeon'],
  ['cuda', [h200, l4], 'NVIDIA H200 or NVIDIA L4, host Some Xeon'],
  ['webgpu', [], 'WebGPU device, host Some Xeon'],
] as const)('%s with %j computes on: %s', (provider, devices, words) => {
  expect(deviceWords(provider, processor, devices)).toBe(words);
});

test("a machine's devices are those of the provider that is asked about", () => {
  const status = { label: '', bundled: true, installed: true, available: true, note: '' };
  const machine = {
    onnxruntimeVersion: '1.29.0',
    processor,
    providers: [
      { ...status, name: 'cpu' as const, devices: [] },
      { ...status, name: 'cuda' as const, devices: [h200] },
    ],
  };
  expect(deviceOf(machine, 'cuda')).toBe('NVIDIA H200, host Some Xeon');
  expect(deviceOf(machine, 'webgpu')).toBe('WebGPU device, host Some Xeon');
});
