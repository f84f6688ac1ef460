import { existsSync } from 'node:fs';
import { readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { type ExportRequest, exportRequest } from '../api/contract.ts';
import type { DownloadStore } from '../api/host-services.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { exportVariant } from './export-variant.ts';
import type { JobContext } from './job.ts';
import { loadModel } from './load-model.ts';
import { mnistPath } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';
import { VariantBuilder } from './variant-builder.ts';

const { factory } = startRunners();

let folder = '';
beforeEach(async () => {
  folder = await scratchFolder();
});

interface Surroundings {
  readonly downloads?: DownloadStore;
  readonly job?: Partial<JobContext>;
}

async function exportMnist(
  request: Partial<ExportRequest>,
  { downloads, job }: Surroundings = {},
): ReturnType<typeof exportVariant> {
  const loaded = await loadModel(mnistPath);
  return exportVariant(loaded, exportRequest.parse({ modelId: 'm', variant: 'fp16', ...request }), {
    builder: new VariantBuilder(loaded, { folder: join(folder, 'built'), factory }),
    downloads,
    job: { signal: new AbortController().signal, progress: () => {}, log: () => {}, partial: () => {}, ...job },
  });
}

describe('to a path', () => {
  test('writes the variant where it was asked to, and says how large it is', async () => {
    const path = join(folder, 'half.onnx');
    const result = await exportMnist({ path });
    expect(result).toEqual({
      variant: 'fp16',
      fileName: 'half.onnx',
      path,
      files: [path],
      sizeBytes: (await stat(path)).size,
    });
    const { model } = await readModelFile(path);
    expect(JSON.stringify([...model.graph.initializers.values()].map(({ dataType }) => dataType))).toContain('float16');
  });

  test('replaces an earlier export', async () => {
    const path = join(folder, 'again.onnx');
    await exportMnist({ path, variant: 'fp32' });
    const { sizeBytes } = await exportMnist({ path, variant: 'fp16' });
    expect((await stat(path)).size).toBe(sizeBytes);
  });

  test('never writes over the original, and finds out before it builds', async () => {
    const before = await readFile(mnistPath);
    const alias = join(folder, 'alias.onnx');
    await symlink(mnistPath, alias);
    for (const path of [mnistPath, alias])
      await expect(exportMnist({ path })).rejects.toMatchObject({ code: 'export.over-original' });
    expect(await readFile(mnistPath)).toEqual(before);
    expect(existsSync(join(folder, 'built'))).toBe(false);
  });

  test.each([
    ['into a folder that is not there', 'no/such/out.onnx', 'export.folder-missing'],
    ['onto a folder', '.', 'export.is-folder'],
  ])('%s is refused before anything is built', async (_, path, code) => {
    await expect(exportMnist({ path: join(folder, path) })).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  test('cancelled, leaves nothing', async () => {
    const controller = new AbortController();
    const progress: JobContext['progress'] = ({ stage }) => stage === 'Writing' && controller.abort();
    const exporting = exportMnist({ path: join(folder, 'out.onnx') }, { job: { signal: controller.signal, progress } });
    await expect(exporting).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(folder)).toEqual(['built']);
  });

  test('INT8 without calibration is coded', async () => {
    const path = join(folder, 'out.onnx');
    await expect(exportMnist({ path, variant: 'int8' })).rejects.toMatchObject({
      code: 'precision.calibration-needed',
    });
  });
});

describe('for download', () => {
  test('registers one file under a name that says what it is', async () => {
    const register = vi.fn(() => 'download/1/mnist.fp16.onnx');
    const result = await exportMnist({}, { downloads: { folder, register } });
    expect(result).toMatchObject({ fileName: 'mnist.fp16.onnx', downloadPath: 'download/1/mnist.fp16.onnx' });
    expect(result).not.toHaveProperty('path');
    expect(register).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(folder), 'mnist.fp16.onnx');
  });

  test('is asked for a path where there are no downloads', async () => {
    await expect(exportMnist({})).rejects.toMatchObject({ code: 'export.path-needed' });
  });
});
