import { basename } from 'node:path';
import { dataTruncated, dataUnrecognized } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { byteRange, memoryBytes, readPrefix } from './byte-source.ts';
import type { HwcImage, ImageDataset } from './dataset.ts';
import { inflate, inflatePrefix } from './inflate.ts';
import { cutImages } from './resize-image.ts';

/** An IDX file of unsigned bytes. Source: http://yann.lecun.com/exdb/mnist, "the IDX file format". */
export interface IdxArray {
  readonly dims: readonly number[];
  /** The elements, without the header. */
  readonly content: ByteSource;
}

const unsignedByte = 0x08;
const maximumRank = 4;

export const isGzip = (prefix: Uint8Array) => prefix[0] === 0x1f && prefix[1] === 0x8b;

export const isIdx = (prefix: Uint8Array) =>
  prefix[0] === 0 && prefix[1] === 0 && (prefix[2] ?? 0) >= 0x08 && (prefix[2] ?? 0) <= 0x0e && (prefix[3] ?? 0) >= 1;

/**
 * Opens an IDX file, gzip or not. A plain file is later read by range; a gzip stream cannot be entered in the middle
 * and is unpacked whole.
 * Errors: data.unrecognized, data.truncated, data.too-large.
 */
export async function openIdx(source: ByteSource, signal?: AbortSignal): Promise<IdxArray> {
  const headerLimit = 4 + 4 * maximumRank;
  const compressed = isGzip(await readPrefix(source, 2));
  const prefix = compressed
    ? await inflatePrefix(source, 'gzip', headerLimit, signal)
    : await readPrefix(source, headerLimit);
  const { dims, headerBytes } = parseIdxHeader(source.path, prefix);
  const sizeBytes = headerBytes + dims.reduce((product, dim) => product * dim, 1);
  if (compressed) {
    const bytes = await inflate(source, 'gzip', sizeBytes, signal);
    return { dims, content: memoryBytes(source.path, bytes.subarray(headerBytes)) };
  }
  if (source.sizeBytes < sizeBytes) throw dataTruncated(source.path, sizeBytes, source.sizeBytes);
  return { dims, content: byteRange(source, headerBytes, sizeBytes - headerBytes) };
}

/** Grey images [N, H, W] or images [N, H, W, C]. Errors: data.unrecognized. */
export function idxImages(array: IdxArray, labels: Int32Array | undefined): ImageDataset {
  const { content } = array;
  const [sampleCount = 0, height = 0, width = 0, channels = 1] = array.dims;
  if (array.dims.length === 1) {
    throw dataUnrecognized(
      content.path,
      'holds labels, not images',
      'Give the images file; its labels are found beside it.',
    );
  }
  if (array.dims.length < 3 || array.dims.includes(0)) {
    throw dataUnrecognized(content.path, `has shape [${array.dims.join(', ')}], which is no list of images`);
  }
  const imageBytes = height * width * channels;
  return {
    name: basename(content.path),
    origin: 'recorded',
    elementKind: 'uint8-hwc',
    sampleCount,
    sampleShape: [height, width, channels],
    ...(labels === undefined ? {} : { labels }),
    async read(start, count, options = {}): Promise<readonly HwcImage[]> {
      const pixels = await content.read(start * imageBytes, count * imageBytes, options.signal);
      return cutImages(pixels, { height, width, channels }, options);
    },
  };
}

/** The names a labels file may have beside an images file: `*-images-idx3-ubyte[.gz]` and `*-labels-idx1-ubyte[.gz]`, also with dots. */
export function idxLabelNames(imagesName: string): readonly string[] {
  const match = /^(.*)images([-.])idx[34]-ubyte(?:\.gz)?$/i.exec(imagesName);
  if (match === null) return [];
  const [, before = '', separator = '-'] = match;
  const name = `${before}labels${separator}idx1-ubyte`;
  return imagesName.endsWith('.gz') ? [`${name}.gz`, name] : [name, `${name}.gz`];
}

function parseIdxHeader(
  path: string,
  bytes: Uint8Array,
): { readonly dims: readonly number[]; readonly headerBytes: number } {
  if (!isIdx(bytes)) throw dataUnrecognized(path, 'is no IDX file');
  if (bytes[2] !== unsignedByte) {
    throw dataUnrecognized(
      path,
      'is an IDX file of another type than unsigned bytes',
      'Save it as a .npy file instead.',
    );
  }
  const rank = bytes[3] ?? 0;
  if (rank > maximumRank) throw dataUnrecognized(path, `is an IDX file with ${rank} dimensions`);
  const headerBytes = 4 + 4 * rank;
  if (bytes.byteLength < headerBytes) throw dataTruncated(path, headerBytes, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { dims: Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis)), headerBytes };
}
