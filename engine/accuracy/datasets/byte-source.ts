import { open, stat } from 'node:fs/promises';
import { WorkbenchError } from '../../errors.ts';
import { dataNotFound, dataTruncated, dataUnreadable, dataUnrecognized, throwIfCancelled } from '../errors.ts';

/** Bytes that are read by range. `path` names them in messages. */
export interface ByteSource {
  readonly path: string;
  readonly sizeBytes: number;
  /** Exactly `length` bytes, at an offset that suits any typed array. Errors: data.truncated, data.unreadable. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file, opened anew for each read. Errors: data.not-found, data.unreadable, data.unrecognized (no regular file). */
export async function fileBytes(path: string): Promise<ByteSource> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  if (!stats.isFile()) throw dataUnrecognized(path, 'is no regular file');
  return {
    path,
    sizeBytes: stats.size,
    async read(offset, length, signal) {
      throwIfCancelled(signal);
      requireRange(path, stats.size, offset, length);
      try {
        return await readRange(path, offset, length);
      } catch (cause) {
        throw fileError(path, cause);
      }
    },
  };
}

/** Bytes already in memory. */
export const memoryBytes = (path: string, bytes: Uint8Array): ByteSource => ({
  path,
  sizeBytes: bytes.byteLength,
  async read(offset, length, signal) {
    throwIfCancelled(signal);
    requireRange(path, bytes.byteLength, offset, length);
    return new Uint8Array(bytes.subarray(offset, offset + length));
  },
});

/** A part of another source. Errors: data.truncated when it reaches beyond the end. */
export function byteRange(source: ByteSource, offset: number, sizeBytes: number, path = source.path): ByteSource {
  requireRange(path, source.sizeBytes, offset, sizeBytes);
  return {
    path,
    sizeBytes,
    async read(start, length, signal) {
      requireRange(path, sizeBytes, start, length);
      return source.read(offset + start, length, signal);
    },
  };
}

/** At most `length` bytes from the start: for telling formats apart. */
export const readPrefix = (source: ByteSource, length: number) => source.read(0, Math.min(length, source.sizeBytes));

/** What a failed file operation means to a person. */
export function fileError(path: string, cause: unknown): Error {
  if (cause instanceof WorkbenchError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return dataNotFound(path, cause);
  return code === '' && cause instanceof Error ? cause : dataUnreadable(path, code, cause);
}

async function readRange(path: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 2 ** 30), offset + done);
      if (bytesRead === 0) throw dataTruncated(path, offset + length, offset + done);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

function requireRange(path: string, sizeBytes: number, offset: number, length: number): void {
  if (offset + length > sizeBytes) throw dataTruncated(path, offset + length, sizeBytes);
}
