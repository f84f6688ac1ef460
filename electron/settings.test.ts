import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fitToDisplays, readWindowSettings, writeWindowSettings } from './settings.ts';

describe('the settings file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lathe-settings-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('keeps bounds, maximized state and theme, in a folder it makes, without leaving drafts', async () => {
    const path = join(folder, 'deeper/window.json');
    const settings = { bounds: { x: 10, y: 20, width: 1000, height: 700 }, isMaximized: true, theme: 'dark' } as const;
    writeWindowSettings(path, settings);
    expect(readWindowSettings(path)).toEqual(settings);
    expect(await readdir(join(folder, 'deeper'))).toEqual(['window.json']);
    expect(await readFile(path, 'utf8')).toMatch(/^\{\n/);
  });

  test.each([
    ['missing', undefined],
    ['cut off', '{"theme":"da'],
    ['of another shape', '{"theme":"sepia"}'],
  ])('counts as empty when it is %s', async (_, content) => {
    const path = join(folder, 'window.json');
    if (content !== undefined) await writeFile(path, content);
    expect(readWindowSettings(path)).toEqual({ isMaximized: false, theme: 'system' });
  });
});

describe('fitToDisplays', () => {
  const left = { x: 0, y: 25, width: 1920, height: 1055 };
  const right = { x: 1920, y: 0, width: 1280, height: 1000 };

  test.each([
    ['stays where it was', { x: 100, y: 100, width: 1200, height: 800 }, { x: 100, y: 100, width: 1200, height: 800 }],
    [
      'comes back from above the menu bar',
      { x: 0, y: -40, width: 1200, height: 800 },
      { x: 0, y: 25, width: 1200, height: 800 },
    ],
    [
      'comes back whole from over the right edge',
      { x: 3000, y: 100, width: 1000, height: 700 },
      { x: 2200, y: 100, width: 1000, height: 700 },
    ],
    [
      'goes to the display that shows most of it',
      { x: 1800, y: 100, width: 1000, height: 700 },
      { x: 1920, y: 100, width: 1000, height: 700 },
    ],
    [
      'shrinks to a smaller display',
      { x: 1920, y: 0, width: 2500, height: 1400 },
      { x: 1920, y: 0, width: 1280, height: 1000 },
    ],
    [
      'is never smaller than the smallest size',
      { x: 50, y: 50, width: 10, height: 10 },
      { x: 50, y: 50, width: 900, height: 600 },
    ],
  ])('a window %s', (_, remembered, expected) => {
    expect(fitToDisplays(remembered, [left, right])).toEqual(expected);
  });

  test.each([
    ['nothing is remembered', undefined],
    ['its display is gone', { x: 5000, y: 100, width: 1000, height: 700 }],
  ])('a window is centred at its default size when %s', (_, remembered) => {
    expect(fitToDisplays(remembered, [left, right])).toEqual({ width: 1400, height: 900 });
  });
});
