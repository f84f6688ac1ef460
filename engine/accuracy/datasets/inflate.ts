import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { compressedDataDamaged, compressedDataTooLarge, dataTruncated } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';

/** Compressed arrays are held in memory; beyond this they must be stored uncompressed. */
export const inflatedLimitBytes = 2 ** 30;

/** Deflate cannot pack better than 1032 to 1 (RFC 1951: 258 bytes in 2 bits). */
const bestRatio = 1032;

const chunkBytes = 2 ** 18;

/** gzip is RFC 1952, with header and checksum; deflate is the bare stream inside zip files. */
export type Compression = 'gzip' | 'deflate';

/**
 * The whole unpacked content, which must be at least `sizeBytes` long; what follows is ignored.
 * Nothing is allocated for a size that `source` cannot possibly unpack to.
 * Errors: data.too-large, data.truncated.
 */
export async function inflate(
  source: ByteSource,
  compression: Compression,
  sizeBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (sizeBytes > source.sizeBytes * bestRatio)
    throw dataTruncated(source.path, sizeBytes, source.sizeBytes * bestRatio);
  if (sizeBytes > inflatedLimitBytes) throw compressedDataTooLarge(source.path, sizeBytes, inflatedLimitBytes);
  const bytes = await inflatePrefix(source, compression, sizeBytes, signal);
  if (bytes.byteLength < sizeBytes) throw dataTruncated(source.path, sizeBytes, bytes.byteLength);
  return bytes;
}

/** The first `byteCount` unpacked bytes, or fewer where the content is shorter. */
export async function inflatePrefix(
  source: ByteSource,
  compression: Compression,
  byteCount: number,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(byteCount);
  let done = 0;
  const collect = async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) {
      const wanted = chunk.subarray(0, byteCount - done);
      bytes.set(wanted, done);
      done += wanted.byteLength;
      if (done === byteCount) return;
    }
  };
  const unpack = compression === 'gzip' ? createGunzip() : createInflateRaw();
  try {
    await pipeline(chunksOf(source), unpack, collect, signal === undefined ? {} : { signal });
  } catch (cause) {
    // Leaving the stream before its end aborts it.
    if (done === byteCount) return bytes;
    if (isZlibError(cause)) throw compressedDataDamaged(source.path, cause);
    throw cause;
  }
  return bytes.subarray(0, done);
}

async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.sizeBytes; offset += chunkBytes) {
    yield await source.read(offset, Math.min(chunkBytes, source.sizeBytes - offset));
  }
}

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
