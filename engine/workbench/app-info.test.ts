import { describe, expect, test } from 'vitest';
import type { ProcessorInstructions } from '../runtime/processor.ts';
import type { Machine } from '../runtime/providers.ts';
import { precisionNotes, toAppInfo } from './app-info.ts';

const machine: Machine = {
  onnxruntimeVersion: '1.29.0',
  processor: { name: 'A processor', logicalCpuCount: 8, instructions: { status: 'unknown' } },
  providers: [
    { name: 'cpu', label: 'CPU', bundled: true, installed: true, available: true, note: 'A processor', devices: [] },
    {
      name: 'cuda',
      label: 'NVIDIA CUDA',
      bundled: false,
      installed: false,
      available: false,
      note: 'No library',
      devices: [],
    },
  ],
};

test('the window learns of versions, the machine and what runs on it', () => {
  expect(toAppInfo(machine, 'browser', '/models/a.onnx')).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    onnxruntimeVersion: '1.29.0',
    host: 'browser',
    processor: 'A processor',
    logicalCpuCount: 8,
    startModel: '/models/a.onnx',
    providers: [
      { name: 'cpu', label: 'CPU', available: true, note: 'A processor' },
      { name: 'cuda', label: 'NVIDIA CUDA', available: false, note: 'No library' },
    ],
  });
  expect(toAppInfo(machine, 'window', undefined)).not.toHaveProperty('startModel');
});

describe('what INT8 promises', () => {
  const known = { status: 'known', avx2: true, avx512: true, vnni: false, amx: false, armDotProduct: false } as const;

  test.each<[string, ProcessorInstructions, string]>([
    ['VNNI', { ...known, vnni: true }, '2 to 4 times'],
    ['AMX', { ...known, amx: true }, '2 to 4 times'],
    ['Arm dot products', { ...known, armDotProduct: true }, 'usually run faster'],
    ['no dot products', known, 'at most about twice'],
    ['nothing known', { status: 'unknown' }, 'depends on the processor'],
  ])('with %s', (_, instructions, words) => {
    expect(precisionNotes(instructions).int8).toContain(words);
  });
});
