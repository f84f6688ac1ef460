import { expect, it } from 'vitest';
import { readProcessMemory } from '../process-memory.ts';
import { floatTensor, mnist, onCpu } from '../testing/models.ts';
import { NativeModel } from './native-model.ts';

const path = mnist.kind === 'file' ? mnist.path : '';
const feeds = { Input3: floatTensor([1, 1, 28, 28]) };
const outputs = ['Plus214_Output_0'];

async function openAndRun(index: number): Promise<void> {
  const binding = index % 2 === 0 ? 'host' : 'device';
  const options = { ...onCpu, backend: 'c-api', binding } as const;
  const model = await NativeModel.load({ kind: 'load', path, options, scratchPath: '' });
  await model.run(feeds, outputs);
  model.prepare(feeds);
  await model.time(outputs, 2);
  model.timedOutputs();
  model.close();
}

it('1,000 sessions, with runs and bound tensors, leave nothing behind', async () => {
  // Allocators and the code that is compiled on the way settle first.
  for (let index = 0; index < 200; index++) await openAndRun(index);
  const { currentBytes } = readProcessMemory();
  for (let index = 0; index < 1000; index++) await openAndRun(index);
  // A session of this model holds half a megabyte: a leak of one in ten would be 50 MB.
  expect(readProcessMemory().currentBytes - currentBytes).toBeLessThan(16e6);
}, 120_000);
