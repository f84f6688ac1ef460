import { expect, it } from 'vitest';
import { appInfo, fashionData } from '../../testing/models.ts';
import { toPlanWords } from './plan-words.ts';

const run = { provider: 'cpu', threads: 1, batch: 1, runCount: 100 } as const;

it('says what will be built, how it will run and on which data', () => {
  const words = toPlanWords(
    {
      variants: ['fp32', 'int8'],
      calibration: { kind: 'data', data: { ...fashionData, path: '/data/train/', limit: 512 } },
      method: 'entropy',
      evaluation: fashionData,
      maxDrop: 0.2,
      run,
    },
    appInfo.providers,
  );
  expect(words).toBe(
    'Original, FP32 and INT8 on CPU: 1 thread, batch 1, at least 100 runs each. ' +
      'Accuracy on t10k-images-idx3-ubyte.gz, up to 2,000 samples. ' +
      'INT8 calibrated on train, up to 512 samples, entropy.',
  );
});

it('says plainly what random data and missing data mean', () => {
  const words = toPlanWords(
    {
      variants: ['int8'],
      calibration: { kind: 'random' },
      method: 'min-max',
      evaluation: undefined,
      maxDrop: 0.2,
      run: { ...run, threads: 0 },
    },
    appInfo.providers,
  );
  expect(words).toContain('threads as ONNX Runtime decides');
  expect(words).toContain('No evaluation data: numerics only.');
  expect(words).toContain('INT8 calibrated with random data: for speed only.');
});

it('says what a mixed precision may lose', () => {
  const words = toPlanWords(
    {
      variants: ['mixed'],
      calibration: { kind: 'data', data: fashionData },
      method: 'entropy',
      evaluation: fashionData,
      maxDrop: 0.5,
      run,
    },
    appInfo.providers,
  );
  expect(words).toContain('Original and Mixed on CPU');
  expect(words).toContain('INT8 calibrated on t10k-images-idx3-ubyte.gz');
  expect(words).toContain('Mixed may lose 0.5 points.');
});
