import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import sharp from 'sharp';
import { imageUndecodable, throwIfCancelled } from '../errors.ts';
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

export interface ImageFiles {
  readonly name: string;
  readonly paths: readonly string[];
  readonly labels?: Int32Array | undefined;
  readonly classNames?: readonly string[] | undefined;
}

/**
 * Image files as samples. They are decoded when read, to RGB; a PNG's alpha channel, EXIF rotation and colour profiles are
 * ignored, as training scripts do. Errors of reading: data.image-undecodable, data.not-found, data.unreadable.
 */
export const imageFilesDataset = ({ name, paths, labels, classNames }: ImageFiles): ImageDataset => ({
  name,
  origin: 'recorded',
  elementKind: 'uint8-hwc',
  sampleCount: paths.length,
  ...(labels && { labels }),
  ...(classNames && { classNames }),
  async read(start, count, { signal, resize } = {}) {
    const images: HwcImage[] = [];
    for (let at = start; at < start + count; at += decodersCount) {
      throwIfCancelled(signal);
      const group = paths.slice(at, Math.min(at + decodersCount, start + count));
      const decoded = await Promise.all(group.map(decodeImage));
      images.push(...(resize === undefined ? decoded : decoded.map((image) => resizeImage(image, resize))));
    }
    return images;
  },
});

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

const firstLine = (text: string) => text.split('\n', 1)[0] ?? text;
