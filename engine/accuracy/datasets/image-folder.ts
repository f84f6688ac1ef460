import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dataUnrecognized } from '../errors.ts';
import { fileError } from './byte-source.ts';
import type { ImageDataset } from './dataset.ts';
import { imageFilesDataset, isImageName } from './image-files.ts';

/** Names in a folder, in the order of their character codes ('10' before '2'); hidden ones left out. */
export interface FolderListing {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Errors: data.not-found, data.unreadable. */
export async function listFolder(path: string): Promise<FolderListing> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
    const target = entry.isSymbolicLink() ? await stat(join(path, entry.name)).catch(() => entry) : entry;
    if (target.isDirectory()) folders.push(entry.name);
    else if (target.isFile()) files.push(entry.name);
  }
  return { folders: folders.sort(), files: files.sort() };
}

interface ImageFile {
  readonly path: string;
  readonly classIndex: number;
}

/**
 * Images in one sub-folder per class; the class index is the position among the sorted folder names, empty folders included.
 * Images directly in the folder are data without labels. The order takes one image of every class in turn, so that a prefix of
 * the data is as mixed as the whole.
 * Errors: data.unrecognized, data.unreadable; those of imageFilesDataset.
 */
export async function openImageFolder(
  path: string,
  listing: FolderListing,
  labels: Int32Array | undefined,
): Promise<ImageDataset> {
  const classified = await classFiles(path, listing);
  const flat = listing.files.filter(isImageName).map((name) => ({ path: join(path, name), classIndex: 0 }));
  if (classified.length > 0 && flat.length > 0) {
    throw dataUnrecognized(
      path,
      'holds images both directly and in sub-folders',
      'Move them into one sub-folder per class.',
    );
  }
  if (classified.length > 0 && labels !== undefined) {
    throw dataUnrecognized(path, 'takes its labels from its sub-folders', 'Leave out --labels.');
  }
  const isClassified = classified.length > 0;
  const files = isClassified ? classified : flat;
  if (files.length === 0) throw dataUnrecognized(path, 'holds no data that Lathe knows');
  return imageFilesDataset({
    name: basename(path),
    paths: files.map((file) => file.path),
    labels: isClassified ? Int32Array.from(files, (file) => file.classIndex) : labels,
    classNames: isClassified ? listing.folders : undefined,
  });
}

async function classFiles(path: string, { folders }: FolderListing): Promise<readonly ImageFile[]> {
  const classes: (readonly string[])[] = [];
  for (const folder of folders) classes.push((await listFolder(join(path, folder))).files.filter(isImageName));
  const longest = classes.reduce((length, names) => Math.max(length, names.length), 0);
  const files: ImageFile[] = [];
  for (let round = 0; round < longest; round++) {
    classes.forEach((names, classIndex) => {
      const name = names[round];
      if (name !== undefined) files.push({ path: join(path, folders[classIndex] ?? '', name), classIndex });
    });
  }
  return files;
}
