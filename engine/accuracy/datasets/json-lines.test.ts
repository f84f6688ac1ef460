import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { npyBytes } from '../testing/array-files.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { isJsonLines } from './json-lines.ts';
import { openDataset } from './open-dataset.ts';

const png = (value: number) =>
  sharp({ create: { width: 2, height: 2, channels: 3, background: { r: value, g: 0, b: 0 } } })
    .png()
    .toBuffer();

async function listOf(...lines: string[]): Promise<string> {
  const folder = await scratchFolder({
    'data/list.jsonl': lines.join('\n'),
    'data/images/a.png': await png(10),
    'data/images/b.png': await png(20),
    'outside.png': await png(30),
  });
  return join(folder, 'data', 'list.jsonl');
}

describe('a JSON lines file', () => {
  it('gives images and labels in its order, paths beside it, blank lines left out', async () => {
    const path = await listOf(
      '{"path": "images/b.png", "label": 7}',
      '',
      ' {"label": 2, "path": "./images/a.png"}\r',
      '{"path": "images/b.png", "label": 7}',
    );
    const dataset = await openDataset(path);
    expect(dataset).toMatchObject({ name: 'list.jsonl', sampleCount: 3, elementKind: 'uint8-hwc' });
    expect(dataset.labels).toEqual(Int32Array.from([7, 2, 7]));
    if (dataset.elementKind !== 'uint8-hwc') throw new Error('no images');
    expect((await dataset.read(1, 2)).map(({ pixels }) => pixels[0])).toEqual([10, 20]);
  });

  it('takes labels of a file of their own where its lines have none', async () => {
    const path = await listOf('{"path": "images/a.png"}', '{"path": "images/b.png"}');
    const { 'labels.npy': labels } = { 'labels.npy': npyBytes('<i4', [2], Int32Array.of(4, 5)) };
    const folder = await scratchFolder({ 'labels.npy': labels });
    expect((await openDataset(path)).labels).toBeUndefined();
    expect((await openDataset(path, { labelsPath: join(folder, 'labels.npy') })).labels).toEqual(Int32Array.of(4, 5));
  });

  it.each([
    ['{"path": "images/a.png"', 'is no JSON'],
    ['{"label": 1}', '"path"'],
    ['{"path": "images/a.png", "label": 1.5}', '"label"'],
    ['{"path": "images/a.png", "class": 1}', 'class'],
    ['{"path": "../outside.png", "label": 1}', 'outside the folder'],
    ['{"path": "/etc/passwd.png", "label": 1}', 'outside the folder'],
    ['{"path": "C:/a.png", "label": 1}', 'outside the folder'],
    ['{"path": "images/a.txt", "label": 1}', 'no image'],
    ['{"path": "images/a.png"}', 'has no label'],
  ])('refuses %s by its line', async (wrong, problem) => {
    const path = await listOf('{"path": "images/a.png", "label": 0}', '', wrong);
    await expect(openDataset(path)).rejects.toMatchObject({
      code: 'data.line-invalid',
      details: { line: 3, problem: expect.stringContaining(problem) },
      message: expect.stringContaining('Line 3 of'),
    });
  });

  it('refuses a link that leads out when it would be read', async () => {
    const path = await listOf('{"path": "images/link.png", "label": 1}');
    await symlink(join(path, '../../outside.png'), join(path, '../images/link.png'));
    const dataset = await openDataset(path);
    await expect(dataset.read(0, 1)).rejects.toMatchObject({ code: 'data.line-invalid', details: { line: 1 } });
  });

  it('names an image that is not there', async () => {
    const dataset = await openDataset(await listOf('{"path": "images/missing.png", "label": 1}'));
    await expect(dataset.read(0, 1)).rejects.toMatchObject({
      code: 'data.not-found',
      message: expect.stringContaining('missing.png'),
    });
  });

  it('is told by its first character', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(['{"pa', '\n {', '\uFEFF{'].map((text) => isJsonLines(bytes(text)))).toEqual([true, true, true]);
    expect(['hello', '[{}]', ''].map((text) => isJsonLines(bytes(text)))).toEqual([false, false, false]);
  });
});
