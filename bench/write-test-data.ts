import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomFeeds } from '../engine/benchmark/feeds.ts';
import { encodeTensor } from '../engine/export/export-tensor.ts';
import { tensorOfBytes } from '../engine/ir/tensor.ts';
import type { SessionPort } from '../engine/runtime/session.ts';

/** Sets that differ; further ones are links to them, so that a thousand of them fit on a disk. */
const WRITTEN_COUNT = 16;

/** Writes ONNX test data sets of random inputs into a folder, and returns its path. */
export async function writeTestData(folder: string, inputs: readonly SessionPort[], count: number): Promise<string> {
  const path = join(folder, 'data');
  for (let set = 0; set < count; set++) {
    const setPath = join(path, `test_data_set_${set}`);
    if (set >= WRITTEN_COUNT) {
      await symlink(join(path, `test_data_set_${set % WRITTEN_COUNT}`), setPath, 'dir');
      continue;
    }
    await mkdir(setPath, { recursive: true });
    const { feeds } = randomFeeds(inputs, { shapes: {}, seed: set });
    for (const [index, { name }] of inputs.entries()) {
      const feed = feeds[name];
      if (!feed) throw new Error(`${name} has no feed`);
      const { chunks } = encodeTensor(name, tensorOfBytes(feed.dataType, feed.dims, feed.data));
      await writeFile(join(setPath, `input_${index}.pb`), Buffer.concat([...chunks()]));
    }
  }
  return path;
}
