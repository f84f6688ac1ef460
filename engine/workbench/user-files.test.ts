import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { UserFiles } from './user-files.ts';

const defaults = {
  theme: 'system',
  target: 'onnxruntime-cpu',
  threads: 1,
  panes: {},
  session: { models: [], active: 0, panel: 'graph' },
  tourSeen: false,
};

let folder = '';
let files = new UserFiles('');
beforeEach(async () => {
  folder = join(await scratchFolder(), 'not', 'there', 'yet');
  files = new UserFiles(folder);
});

async function write(name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text);
}

describe('settings', () => {
  test('are the defaults before anything was written, and no file is made by reading', async () => {
    expect(await files.readSettings()).toEqual(defaults);
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each(['', '{"theme":', 'null', '[]', '{"theme":"purple"}', '{"threads":-1}'])(
    'are the defaults where the file holds %s, and can be written again',
    async (text) => {
      await write('settings.json', text);
      expect(await files.readSettings()).toEqual(defaults);
      expect(await files.writeSettings({ threads: 4 })).toEqual({ ...defaults, threads: 4 });
      expect(await new UserFiles(folder).readSettings()).toEqual({ ...defaults, threads: 4 });
    },
  );

  test('an older file without a newer field keeps its own', async () => {
    await write('settings.json', '{"theme":"dark"}');
    expect(await files.readSettings()).toEqual({ ...defaults, theme: 'dark' });
  });

  test('a change keeps the fields that it does not name, pane by pane', async () => {
    await files.writeSettings({ theme: 'dark', panes: { graph: 0.5, report: 0.3 } });
    await files.writeSettings({ theme: undefined, panes: { report: 0.4 } });
    expect(await files.readSettings()).toEqual({ ...defaults, theme: 'dark', panes: { graph: 0.5, report: 0.4 } });
  });

  test('changes at the same time are all kept, and the file is whole at every moment', async () => {
    const changes = Array.from({ length: 20 }, (_, index) => files.writeSettings({ panes: { [`pane${index}`]: 0.5 } }));
    await changes[0];
    JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'));
    await Promise.all(changes);
    expect(Object.keys((await files.readSettings()).panes)).toHaveLength(20);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });

  test('a folder that cannot be made is named, and does not keep later changes from trying', async () => {
    const file = join(await scratchFolder({ occupied: '' }), 'occupied');
    const blocked = new UserFiles(file);
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(blocked.writeSettings({ threads: 2 })).rejects.toMatchObject({ code: 'file.write-failed' });
  });
});

describe('recent files', () => {
  const at = '2026-01-01T00:00:00.000Z';

  test('come newest first, each once, by absolute path', async () => {
    await files.addRecent('/models/a.onnx', at);
    await files.addRecent('/models/b.onnx', at);
    const later = '2026-01-02T00:00:00.000Z';
    expect(await files.addRecent('/models/../models/a.onnx', later)).toEqual([
      { path: resolve('/models/a.onnx'), name: 'a.onnx', openedAt: later },
      { path: resolve('/models/b.onnx'), name: 'b.onnx', openedAt: at },
    ]);
  });

  test('are the last twelve, also when they come at the same time', async () => {
    await Promise.all(Array.from({ length: 15 }, (_, index) => files.addRecent(`/m/${index}.onnx`, at)));
    const names = (await files.listRecent()).map(({ name }) => name);
    expect(names).toEqual(Array.from({ length: 12 }, (_, index) => `${14 - index}.onnx`));
  });

  test('are none where the file is damaged, and can be cleared', async () => {
    await write('recent.json', '[{"path":1}]');
    expect(await files.listRecent()).toEqual([]);
    await files.addRecent('/m/a.onnx', at);
    expect(await files.clearRecent()).toEqual([]);
    expect(await files.listRecent()).toEqual([]);
  });
});
