import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { compareRequest } from '../api/contract.ts';
import { labelledReport } from '../report/testing/reports.ts';
import { History } from './history.ts';
import type { RunRecord } from './run-record.ts';

const { modelId: _, ...plan } = compareRequest.parse({ modelId: 'model', variants: ['fp32', 'int8'] });

const record = (name: string, fingerprint: string): RunRecord => ({
  model: { name, path: `/models/${name}`, sizeBytes: 1000, fingerprint },
  plan,
  machine: { processor: 'Test processor', logicalCpuCount: 2, platform: 'linux x64' },
  versions: { lathe: '0.1.0', onnxruntime: '1.29.0', node: '20.19.0' },
  report: labelledReport,
});

const openHistory = (folder: string): History => {
  const history = new History(folder);
  onTestFinished(() => history.close());
  return history;
};

describe('a run', () => {
  test('is there again after a restart, with its plan, machine, versions and every timing', async () => {
    const folder = await scratchFolder();
    const writing = openHistory(folder);
    const runId = await writing.addRun(record('a.onnx', 'aaa'));
    await writing.setNote(runId, 'the first one');
    await writing.close();
    expect(await openHistory(folder).run(runId)).toEqual({
      ...record('a.onnx', 'aaa'),
      runId,
      note: 'the first one',
    });
  });

  test('is listed with the newest first, by model or all of them', async () => {
    const history = openHistory(await scratchFolder());
    for (const [name, fingerprint] of [
      ['a.onnx', 'aaa'],
      ['b.onnx', 'bbb'],
      ['a.onnx', 'aaa'],
    ] as const)
      await history.addRun(record(name, fingerprint));
    expect((await history.runs({ limit: 10 })).map(({ runId }) => runId)).toEqual([3, 2, 1]);
    expect((await history.runs({ limit: 2 })).map(({ runId }) => runId)).toEqual([3, 2]);
    const [newest] = await history.runs({ fingerprint: 'aaa', limit: 10 });
    expect(newest).toMatchObject({ runId: 3, modelName: 'a.onnx', provider: 'cpu', note: '' });
    expect(newest?.variants.map(({ kind }) => kind)).toEqual(['original', 'fp32', 'fp16', 'int8']);
    expect((await history.latest('bbb'))?.runId).toBe(2);
    expect(await history.latest('ccc')).toBeUndefined();
  });

  test('can be deleted; what is not there is said', async () => {
    const history = openHistory(await scratchFolder());
    const runId = await history.addRun(record('a.onnx', 'aaa'));
    await history.removeRun(runId);
    expect(await history.runs({ limit: 10 })).toEqual([]);
    for (const attempt of [history.run(runId), history.removeRun(runId), history.setNote(runId, '')])
      await expect(attempt).rejects.toMatchObject({ code: 'history.unknown-run', details: { runId } });
  });

  test('keeps hostile names and notes as the text that they are', async () => {
    const history = openHistory(await scratchFolder());
    const name = `'); DROP TABLE runs; --\u0000<script>`;
    const runId = await history.addRun(record(name, `' OR 1=1 --`));
    await history.setNote(runId, name);
    expect(await history.run(runId)).toMatchObject({ model: { name }, note: name.replaceAll('\0', '') });
    expect(await history.runs({ fingerprint: `' OR 1=1 --`, limit: 10 })).toHaveLength(1);
  });
});

test('two windows write at once, and nothing is lost', async () => {
  const folder = await scratchFolder();
  const [first, second] = [openHistory(folder), openHistory(folder)];
  await Promise.all([first, second].flatMap((history) => [1, 2, 3].map(() => history.addRun(record('a.onnx', 'aaa')))));
  expect(await first.runs({ limit: 10 })).toHaveLength(6);
});

test('lineage leads from a variant to its model and back', async () => {
  const history = openHistory(await scratchFolder());
  const model = record('a.onnx', 'aaa').model;
  const exported = {
    model,
    variant: 'int8',
    fileName: 'a.int8.onnx',
    path: '/exports/a.int8.onnx',
    sizeBytes: 250,
    fingerprint: 'bbb',
    exportedAt: '2026-11-22T20:15:00.000Z',
  };
  await history.addExport(exported);
  await history.addRun(record('a.onnx', 'aaa'));
  expect(await history.lineage('bbb')).toEqual({ madeFrom: [exported], exports: [], runs: [] });
  const ofModel = await history.lineage('aaa');
  expect(ofModel).toMatchObject({ madeFrom: [], exports: [exported] });
  expect(ofModel.runs).toHaveLength(1);
});

describe('a damaged file', () => {
  test.each([
    ['is no database', () => Buffer.from('this is no database, but long enough to be looked at'.repeat(40))],
    [
      'was overwritten in its middle',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0xa5)]),
    ],
  ])('that %s is set aside and reported, and a new history begun', async (_name, damage) => {
    const folder = await scratchFolder();
    const before = openHistory(folder);
    await before.addRun(record('a.onnx', 'aaa'));
    await before.close();
    const path = join(folder, 'history.db');
    const damaged = damage(await readFile(path));
    await writeFile(path, damaged);
    const history = openHistory(folder);
    const [diagnostic] = await history.diagnostics();
    expect(diagnostic).toMatchObject({ severity: 'warning', code: 'history.damaged' });
    expect(await readFile(diagnostic?.place ?? '')).toEqual(damaged);
    expect(await history.runs({ limit: 10 })).toEqual([]);
    expect(await history.addRun(record('b.onnx', 'bbb'))).toBe(1);
  });
});

test('a folder that cannot be written is an error that says so, and is tried again', async () => {
  const folder = await scratchFolder();
  await writeFile(join(folder, 'user'), 'a file in the place of the folder');
  const history = openHistory(join(folder, 'user'));
  for (let attempt = 0; attempt < 2; attempt += 1)
    await expect(history.runs({ limit: 1 })).rejects.toMatchObject({ code: 'history.unavailable' });
});

test('a process that is killed while it writes leaves every finished run, and a sound file', async () => {
  const folder = await scratchFolder();
  const writer = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('testing/write-runs.ts', import.meta.url)), folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void writer.kill('SIGKILL'));
  let lastAcknowledged = 0;
  for await (const chunk of writer.stdout) {
    lastAcknowledged = Number(String(chunk).trim().split('\n').at(-1));
    if (lastAcknowledged >= 5) break;
  }
  writer.kill('SIGKILL');
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  const history = openHistory(folder);
  expect(await history.diagnostics()).toEqual([]);
  expect((await history.runs({ limit: 1000 })).length).toBeGreaterThanOrEqual(lastAcknowledged);
  expect(await readdir(folder)).not.toContain(expect.stringContaining('damaged'));
});
