import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { lenetPath } from '../workbench/testing/model-files.ts';
import { runLathe } from './testing/run-lathe.ts';

/** The 10,000 test images of MNIST, which may not be shipped. */
const mnist = join(import.meta.dirname, '../../../shared/data/mnist');

describe.skipIf(!existsSync(mnist))('LeNet on the test images of MNIST, needing ../shared/data/mnist', () => {
  test('is right on 99.14 %, as its authors say', async () => {
    const preprocess = join(await scratchFolder(), 'preprocess.json');
    await writeFile(preprocess, JSON.stringify({ scale: 1 / 256 }));
    const run = await runLathe(['evaluate', lenetPath, '--data', mnist, '--preprocess', preprocess, '--json']);
    expect(run.json()).toMatchObject({ samples: 10_000, models: [{ top1: 0.9914 }] });
  });
});
