import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { dataUnrecognized, imageUndecodable, throwIfCancelled } from '../errors.ts';
import { decodeBmp } from './bmp.ts';
import { fileError } from './byte-source.ts';
import type { HwcImage, ImageDataset } from './dataset.ts';
import { resizeImage } from './resize-image.ts';

const extensions: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp', '.bmp']);

/** An image of more pixels than this is refused rather than decoded. */
const pixelLimit = 100_000_000;

/** Decoded at a time; each may need its full size in memory before it is resized. */
const decodersCount = 4;

export const isImageName = (name: string) => extensions.has(extname(name).toLowerCase()) && !name.startsWith('.');

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
 * the data is as mixed as the whole. Images are decoded when read, to RGB; a PNG's alpha channel, EXIF rotation and colour
 * profiles are ignored, as training scripts do.
 * Errors: data.unrecognized, data.unreadable; reading: data.image-undecodable.
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
  const usedLabels = isClassified ? Int32Array.from(files, (file) => file.classIndex) : labels;
  return {
    name: basename(path),
    origin: 'recorded',
    elementKind: 'uint8-hwc',
    sampleCount: files.length,
    ...(usedLabels === undefined ? {} : { labels: usedLabels }),
    ...(isClassified ? { classNames: listing.folders } : {}),
    async read(start, count, { signal, resize } = {}) {
      const images: HwcImage[] = [];
      for (let at = start; at < start + count; at += decodersCount) {
        throwIfCancelled(signal);
        const group = files.slice(at, Math.min(at + decodersCount, start + count));
        const decoded = await Promise.all(group.map((file) => decodeImage(file.path)));
        images.push(...(resize === undefined ? decoded : decoded.map((image) => resizeImage(image, resize))));
      }
      return images;
    },
  };
}

/** Decodes one file to RGB. Errors: data.image-undecodable, data.not-found, data.unreadable. */
export async function decodeImage(path: string): Promise<HwcImage> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  if (extname(path).toLowerCase() === '.bmp') {
    const image = decodeBmp(bytes);
    if (typeof image === 'string') throw imageUndecodable(path, image);
    return image;
  }
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', ignoreIcc: true, limitInputPixels: pixelLimit })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { height: info.height, width: info.width, channels: info.channels, pixels: data };
  } catch (cause) {
    throw imageUndecodable(path, cause instanceof Error ? firstLine(cause.message) : 'unknown reason', cause);
  }
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

const firstLine = (text: string) => text.split('\n', 1)[0] ?? text;
