import { expect, it } from 'vitest';
import { createNodeProcessHost } from './node-process-host.ts';
import { describeMachine } from './providers.ts';
import { isRunning, watchProcesses } from './testing/watched-host.ts';

it('lists every provider with proof or with a way to get it', async () => {
  const host = watchProcesses(createNodeProcessHost());
  const machine = await describeMachine(host);
  expect(machine.onnxruntimeVersion).toBe('1.29.0');
  expect(machine.providers.map((provider) => provider.name)).toEqual([
    'cpu',
    'cuda',
    'tensorrt',
    'webgpu',
    'dml',
    'coreml',
  ]);
  expect(machine.providers[0]).toMatchObject({ bundled: true, available: true });
  expect(machine.providers[0]?.note).toContain(machine.processor.name);
  for (const provider of machine.providers.filter((each) => !each.available)) {
    expect(provider.note).toMatch(/It needs/);
  }
  expect(host.processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
});

it('is cancelled by its signal', async () => {
  await expect(describeMachine(createNodeProcessHost(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
