import { basename, join } from 'node:path';
import { dataUnrecognized, throwIfCancelled } from '../errors.ts';
import { fileBytes } from './byte-source.ts';
import type { FeedDataset, NamedTensor } from './dataset.ts';
import { type FolderListing, listFolder } from './image-folder.ts';
import { parseTensorProto } from './tensor-proto.ts';

const setName = /^test_data_set_(\d+)$/;
const inputName = /^input_(\d+)\.pb$/;

/** True for a folder of `test_data_set_N` folders, and for such a folder itself. */
export const isOnnxTestData = ({ folders, files }: FolderListing) =>
  folders.some((name) => setName.test(name)) || files.includes('input_0.pb');

/**
 * The inputs (`input_N.pb`) of ONNX test_data_set folders, one sample per folder in the order of their numbers. Outputs are not
 * read: answers are compared with the first model's.
 * Errors: data.unrecognized; reading: data.unrecognized, data.truncated.
 */
export async function openOnnxTestData(path: string, listing: FolderListing): Promise<FeedDataset> {
  const setFolders = listing.files.includes('input_0.pb')
    ? [path]
    : numbered(listing.folders, setName).map((name) => join(path, name));
  const sets: (readonly string[])[] = [];
  for (const folder of setFolders) {
    const inputs = numbered((await listFolder(folder)).files, inputName);
    if (inputs.length === 0)
      throw dataUnrecognized(
        folder,
        'holds no input_0.pb',
        'Each test_data_set folder needs one input_N.pb per input.',
      );
    sets.push(inputs.map((name) => join(folder, name)));
  }
  return {
    name: basename(path),
    origin: 'recorded',
    elementKind: 'feeds',
    sampleCount: sets.length,
    async read(start, count, { signal } = {}) {
      const samples: NamedTensor[][] = [];
      for (const files of sets.slice(start, start + count)) {
        throwIfCancelled(signal);
        const sample: NamedTensor[] = [];
        for (const file of files) sample.push(await readTensor(file));
        samples.push(sample);
      }
      return samples;
    },
  };
}

async function readTensor(path: string): Promise<NamedTensor> {
  const source = await fileBytes(path);
  return parseTensorProto(path, await source.read(0, source.sizeBytes));
}

/** The names that match, in the order of their number. */
function numbered(names: readonly string[], pattern: RegExp): readonly string[] {
  const numberOf = (name: string) => Number(pattern.exec(name)?.[1]);
  return names.filter((name) => pattern.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
}
