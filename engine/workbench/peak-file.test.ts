import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MachinePeaks } from '../benchmark/roofline.ts';
import { WorkbenchError } from '../errors.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { createPeakMemory, findPeaks, PeakFile } from './peak-file.ts';

const peaks: MachinePeaks = {
  arithmetic: { float32: { gflops: 100, size: 512 } },
  memory: { gigabytesPerSecond: 10, bytes: 1e8 },
  measuredAt: '2020-01-01T00:00:00.000Z',
};
const cpu = { provider: 'cpu', threads: 1 } as const;

const scratchPath = async () => join(await mkdtemp(join(tmpdir(), 'lathe-test-')), 'data', 'peaks.json');
const openFile = (path: string, onnxruntimeVersion = '1.29.0') =>
  new PeakFile(path, async () => ({
    processor: { name: 'Test', logicalCpuCount: 2, instructions: { status: 'unknown' } },
    devices: [],
    onnxruntimeVersion,
  }));

/** A machine on which nothing can be measured; counts how often that is tried. */
function refusingFactory(): SessionFactory & { readonly tries: () => number } {
  let tries = 0;
  return {
    open: async () => {
      tries++;
      throw new WorkbenchError('runtime.load-failed', {}, 'Nothing loads here.');
    },
    dispose: async () => {},
    tries: () => tries,
  };
}

test('peaks are found again by another start, for the same threads and versions alone', async () => {
  const path = await scratchPath();
  await openFile(path).keep(cpu, peaks);
  expect(await openFile(path).find(cpu)).toEqual(peaks);
  expect(await openFile(path).find({ ...cpu, threads: 2 })).toBeUndefined();
  expect(await openFile(path, '1.30.0').find(cpu)).toBeUndefined();
});

test('keeping the peaks of other threads loses none', async () => {
  const path = await scratchPath();
  const file = openFile(path);
  await file.keep(cpu, peaks);
  await file.keep({ ...cpu, threads: 2 }, { ...peaks, arithmetic: {} });
  expect(await file.find(cpu)).toEqual(peaks);
});

test('a spoilt file counts as empty and is replaced', async () => {
  const path = await scratchPath();
  await openFile(path).keep(cpu, peaks);
  await writeFile(path, '{"half');
  expect(await openFile(path).find(cpu)).toBeUndefined();
  await openFile(path).keep(cpu, peaks);
  expect(JSON.parse(await readFile(path, 'utf8'))).toBeTypeOf('object');
});

test('peaks of a quiet machine are not measured again unless that is asked for', async () => {
  const store = createPeakMemory();
  await store.keep(cpu, peaks);
  const factory = refusingFactory();
  expect(await findPeaks(cpu, { factory, store })).toEqual(peaks);
  expect(factory.tries()).toBe(0);
  await findPeaks(cpu, { factory, store }, 'measure');
  expect(factory.tries()).toBeGreaterThan(0);
});

test('peaks that other programs disturbed are measured again a day later', async () => {
  const store = createPeakMemory();
  const factory = refusingFactory();
  await store.keep(cpu, { ...peaks, otherLoad: 0.6, measuredAt: new Date().toISOString() });
  await findPeaks(cpu, { factory, store });
  expect(factory.tries()).toBe(0);
  await store.keep(cpu, { ...peaks, otherLoad: 0.6 });
  await findPeaks(cpu, { factory, store });
  expect(factory.tries()).toBeGreaterThan(0);
});
