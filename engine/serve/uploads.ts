import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { UploadStore } from '../api/host-services.ts';
import { WorkbenchError } from '../errors.ts';
import { uploadEmpty, uploadMalformed, uploadNameTwice, uploadNotStored, uploadTooLarge } from './errors.ts';
import { toSafeRelativePath } from './file-names.ts';

export interface UploadedFile {
  /** Path inside the upload, as sent but made safe. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** What `POST /upload` answers with. */
export interface Upload {
  readonly uploadId: string;
  /** The model, the only file, or the folder that all files are in: for `DataSpec.path`. */
  readonly path: string;
  readonly files: readonly UploadedFile[];
}

export interface Uploads extends UploadStore {
  /**
   * Streams every file of a multipart form to disk; the memory used does not depend on their size. An upload that
   * breaks off or fails leaves nothing behind. Errors: upload.*.
   */
  receive(request: IncomingMessage): Promise<Upload>;
}

/** Room that an upload leaves on the disk, for the models that are made from it. */
const reservedBytes = 256e6;
const maxFileCount = 100_000;

/** Keeps uploads in `folder`, one sub-folder each. `maxBytes` limits one upload beside the free space of the disk. */
export function createUploads(folder: string, maxBytes = Number.POSITIVE_INFINITY): Uploads {
  const uploads = new Map<string, Upload>();
  return {
    findPath: (uploadId) => uploads.get(uploadId)?.path,
    receive: async (request) => {
      const limitBytes = Math.min(maxBytes, (await freeBytes(folder)) - reservedBytes);
      if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw uploadTooLarge(limitBytes);
      const uploadId = randomUUID();
      const root = join(folder, uploadId);
      try {
        const files = await storeFiles(request, root, limitBytes);
        const upload: Upload = { uploadId, path: mainPath(root, files), files };
        uploads.set(uploadId, upload);
        return upload;
      } catch (error) {
        await rm(root, { recursive: true, force: true });
        throw error instanceof WorkbenchError ? error : uploadNotStored(error);
      }
    },
  };
}

async function storeFiles(request: IncomingMessage, root: string, limitBytes: number): Promise<UploadedFile[]> {
  const parser = createParser(request);
  const stored: Promise<UploadedFile>[] = [];
  const names = new Set<string>();
  let failure: unknown;
  parser.on('file', (_field, content, { filename }) => {
    // A form that breaks off fails this stream before `storeFile` has come to listen to it.
    content.on('error', () => {});
    const name = toSafeRelativePath(filename ?? '');
    const file = names.has(name) ? discard(content, uploadNameTwice(name)) : storeFile(content, root, name);
    names.add(name);
    // A failed disk ends the whole request at once instead of at its last byte.
    file.catch((error: unknown) => {
      failure ??= error;
      parser.destroy();
    });
    stored.push(file);
  });
  try {
    await pipeline(limited(request, limitBytes), parser);
  } catch (error) {
    await Promise.allSettled(stored);
    if (error instanceof WorkbenchError) throw error;
    throw isSystemError(failure) || failure instanceof WorkbenchError ? failure : uploadMalformed(error);
  }
  const files = await Promise.all(stored);
  if (files.length === 0) throw uploadEmpty();
  return files;
}

function createParser({ headers }: IncomingMessage) {
  try {
    return busboy({ headers, preservePath: true, defParamCharset: 'utf8', limits: { files: maxFileCount, fields: 0 } });
  } catch (cause) {
    throw uploadMalformed(cause);
  }
}

async function storeFile(content: Readable, root: string, name: string): Promise<UploadedFile> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await pipeline(content, target);
  return { name, path, sizeBytes: target.bytesWritten };
}

async function discard(content: Readable, error: WorkbenchError): Promise<never> {
  content.resume();
  throw error;
}

/** The body up to the limit. Leaving early must not destroy the request, whose connection still carries the answer. */
async function* limited(request: IncomingMessage, limitBytes: number): AsyncGenerator<Buffer, void> {
  let byteCount = 0;
  const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    byteCount += chunk.length;
    if (byteCount > limitBytes) throw uploadTooLarge(limitBytes);
    yield chunk;
  }
}

/** Extensions of model files, the one that names the others first: a prototxt is the graph of its caffemodel. */
const modelExtensions = ['.onnx', '.prototxt', '.caffemodel'];

function mainPath(root: string, files: readonly UploadedFile[]): string {
  const [first] = files;
  if (first !== undefined && files.length === 1) return first.path;
  for (const extension of modelExtensions) {
    const model = files.find(({ name }) => name.toLowerCase().endsWith(extension));
    if (model !== undefined) return model.path;
  }
  const top = first?.name.split('/')[0] ?? '';
  return files.every(({ name }) => name.startsWith(`${top}/`)) ? join(root, top) : root;
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const isSystemError = (error: unknown) => error instanceof Error && 'syscall' in error;
