import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPreprocess } from '../preprocess.ts';
import { samplePath } from '../testing/scratch.ts';
import { openDataset } from './open-dataset.ts';
import { parseSampleManifest } from './sample-manifest.ts';

const shipped = readFileSync(samplePath('sample.json'), 'utf8');

const changed = (change: object) => JSON.stringify({ ...JSON.parse(shipped), ...change });

describe('parseSampleManifest', () => {
  it('describes the shipped sample, whose files are there and belong together', async () => {
    const { model, data, calibration, id } = parseSampleManifest(shipped, 'sample.json');
    expect(id).toBe('inception-fashion');
    expect(readFileSync(samplePath(model)).byteLength).toBeGreaterThan(1_000_000);
    for (const [{ path, labels, preprocess }, count] of [
      [data, 2000],
      [calibration, 500],
    ] as const) {
      const dataset = await openDataset(samplePath(path), { labelsPath: samplePath(labels ?? '') });
      expect(dataset).toMatchObject({ sampleCount: count, sampleShape: [28, 28, 1] });
      expect(await loadPreprocess(samplePath(preprocess))).toMatchObject({
        color: 'gray',
        mean: [0.286],
        std: [0.353],
      });
    }
  });

  it.each([
    ['no JSON', '{', 'no JSON'],
    ['a path outside its folder', changed({ model: '../model.onnx' }), 'model: must lie beside'],
    ['an absolute path', changed({ model: '/model.onnx' }), 'model: must lie beside'],
    ['an unknown field', changed({ accuracy: 0.95 }), 'accuracy'],
    ['a missing title', changed({ title: undefined }), 'title'],
  ])('refuses %s', (_, text, words) => {
    expect(() => parseSampleManifest(text, 'sample.json')).toThrow(
      expect.objectContaining({ code: 'sample.invalid', message: expect.stringContaining(words) }),
    );
  });
});
