import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isUnchanged, loadPreprocess, parsePreprocess, presetNames, presets } from './preprocess.ts';
import { scratchFolder } from './testing/scratch.ts';

describe('parsePreprocess', () => {
  it('reads every field', () => {
    const text =
      '{"resize":[256,320],"crop":[224,224],"color":"BGR","layout":"NHWC","scale":0.5,"mean":[1,2,3],"std":[4,5,6]}';
    expect(parsePreprocess(text, 'p.json')).toEqual({
      resize: [256, 320],
      crop: [224, 224],
      color: 'BGR',
      layout: 'NHWC',
      scale: 0.5,
      mean: [1, 2, 3],
      std: [4, 5, 6],
    });
  });

  it('leaves images unchanged where nothing is said', () => {
    const preprocess = parsePreprocess('{}', 'p.json');
    expect(preprocess).toEqual({ scale: 1, mean: [0], std: [1] });
    expect(isUnchanged(preprocess)).toBe(true);
  });

  it.each([
    ['{', 'it is no JSON'],
    ['[]', 'object'],
    ['{"resize":224}', '"resize": expected [height, width]'],
    ['{"resize":[224,0]}', '"resize.1"'],
    ['{"crop":[1,2,3]}', '"crop"'],
    ['{"color":"RGBA"}', '"color"'],
    ['{"std":[0]}', '"std.0": must not be 0'],
    ['{"means":[1]}', 'means'],
    ['{"mean":[1,2,3],"std":[1,2]}', '"mean" has 3 values and "std" has 2'],
  ])('refuses %s', (text, words) => {
    expect(() => parsePreprocess(text, 'p.json')).toThrow(
      expect.objectContaining({ code: 'data.preprocess-invalid', message: expect.stringContaining(words) }),
    );
  });
});

describe('loadPreprocess', () => {
  it('knows presets by name', async () => {
    for (const name of presetNames) expect(await loadPreprocess(name)).toBe(presets[name]);
    expect(presetNames.filter((name) => isUnchanged(presets[name]))).toEqual(['none', 'raw']);
  });

  it('reads a file', async () => {
    const folder = await scratchFolder({ 'p.json': '{"scale":0.25}' });
    expect(await loadPreprocess(join(folder, 'p.json'))).toMatchObject({ scale: 0.25 });
  });

  it('lists the presets when the name is none, and names a file that is not there', async () => {
    await expect(loadPreprocess('imagnet')).rejects.toMatchObject({
      code: 'data.preprocess-invalid',
      message: expect.stringContaining('none, raw, scale, imagenet, tensorflow, caffe'),
    });
    await expect(loadPreprocess('./missing.json')).rejects.toMatchObject({ code: 'data.not-found' });
  });
});
