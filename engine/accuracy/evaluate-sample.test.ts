import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import { openDataset } from './datasets/open-dataset.ts';
import { evaluate } from './evaluate.ts';
import { loadPreprocess } from './preprocess.ts';
import { samplePath } from './testing/scratch.ts';

const factory = createRunnerPool({ processHost: createNodeProcessHost() });
afterAll(() => factory.dispose());

const shared = fileURLToPath(new URL('../../../shared', import.meta.url));
const isThere = existsSync(shared);

async function evaluateFile(model: string, data: string, preprocess: string) {
  const dataset = await openDataset(data, { labels: 'required' });
  const { models } = await evaluate(
    [
      {
        label: 'fp32',
        source: { kind: 'file', path: model },
        session: { provider: 'cpu', threads: 2, graphOptimization: 'all' },
      },
    ],
    dataset,
    await loadPreprocess(preprocess),
    { factory },
  );
  return models[0];
}

it('the shipped model is right on exactly 1,900 of the shipped 2,000 images', async () => {
  const outcome = await evaluateFile(
    samplePath('model.onnx'),
    samplePath('test-images-idx3-ubyte.gz'),
    samplePath('preprocess.json'),
  );
  expect(outcome).toMatchObject({
    status: 'evaluated',
    figures: { sampleCount: 2000, top1: 1900 / 2000, agreement: 1, basis: 'labelled' },
  });
});

it.skipIf(!isThere)('a network fed as it is reaches its published 90.1 % (skipped without ../shared)', async () => {
  const outcome = await evaluateFile(`${shared}/models/trained/kws_dscnn.onnx`, `${shared}/data/kws01`, 'none');
  expect(outcome).toMatchObject({ figures: { sampleCount: 1000, top1: 0.901 } });
});
