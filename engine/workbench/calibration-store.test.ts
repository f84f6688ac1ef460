import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import type { Observations } from '../precision/calibration/calibrate.ts';
import { CalibrationStore } from './calibration-store.ts';

const nothing = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
const seen: Observations = {
  batchCount: 3,
  ranges: new Map([
    ['a', { range: { min: -1, max: 2.5 }, averageRange: { min: -0.5, max: 2 } }],
    ['never finite', { range: nothing, averageRange: nothing }],
  ]),
  histograms: new Map([
    ['a', { min: -2.5, max: 2.5, counts: Float64Array.from({ length: 4096 }, (_, bin) => bin % 7) }],
  ]),
};

const onlyFileOf = async (folder: string) => {
  const [name, ...others] = await readdir(folder);
  if (name === undefined || others.length > 0) throw new Error('one file expected');
  return join(folder, name);
};

test('what was kept comes back as it was', async () => {
  const folder = join(await scratchFolder(), 'calibrations');
  await new CalibrationStore(folder).write('key', seen);
  expect(await new CalibrationStore(folder).read('key')).toEqual(seen);
  expect(await new CalibrationStore(folder).read('another')).toBeUndefined();
});

test.each<[string, Uint8Array]>([
  ['cut off', gzipSync('{"version":1').subarray(0, 12)],
  ['no archive', new TextEncoder().encode('{}')],
  ['no JSON', gzipSync('ranges')],
  ['of another form', gzipSync('{"version":1,"key":"key","batchCount":0,"ranges":[]}')],
  ['of another key', gzipSync('{"version":1,"key":"else","batchCount":1,"ranges":[]}')],
])('a file that is %s counts as absent, and is replaced', async (_, bytes) => {
  const folder = await scratchFolder();
  const store = new CalibrationStore(folder);
  await store.write('key', seen);
  await writeFile(await onlyFileOf(folder), bytes);
  expect(await store.read('key')).toBeUndefined();
  await store.write('key', seen);
  expect(await store.read('key')).toEqual(seen);
});

test('a folder that cannot be written keeps nothing, and nothing fails', async () => {
  const path = join(await scratchFolder(), 'file');
  await writeFile(path, '');
  const store = new CalibrationStore(path);
  await store.write('key', seen);
  expect(await store.read('key')).toBeUndefined();
});

test('the longest unused go first', async () => {
  const folder = await scratchFolder();
  const store = new CalibrationStore(folder);
  const small: Observations = { batchCount: 1, ranges: new Map() };
  await store.write('0', small);
  await utimes(await onlyFileOf(folder), new Date(0), new Date(0));
  for (let index = 1; index <= 32; index++) await store.write(String(index), small);
  expect(await readdir(folder)).toHaveLength(32);
  expect(await store.read('0')).toBeUndefined();
  expect(await store.read('1')).toEqual(small);
});
