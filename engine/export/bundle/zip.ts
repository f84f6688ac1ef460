import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { tooLargeForArchive } from './errors.ts';

export interface ZipEntry {
  readonly name: string;
  readonly path: string;
}

const chunkBytes = 1 << 20;
const largest = 0xffff_ffff;

/**
 * An archive of files as they are, without compression: weights do not shrink. Files are read while it is written, one chunk in
 * memory at a time. Errors: export.archive-too-large from 4 GiB on.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export function* zipFiles(entries: readonly ZipEntry[]): Generator<Uint8Array> {
  const records: Buffer[] = [];
  let offset = 0;
  for (const { name, path } of entries) {
    const { size } = statSync(path);
    if (offset + size > largest) throw tooLargeForArchive(offset + size);
    let checksum = 0;
    for (const chunk of chunksOf(path)) checksum = crc32(chunk, checksum);
    const encoded = Buffer.from(name, 'utf8');
    const header = headerOf(checksum, size, encoded.length);
    yield Buffer.concat([signature(0x04034b50), header, encoded]);
    yield* chunksOf(path);
    records.push(centralRecord(header, offset, encoded));
    offset += 4 + header.length + encoded.length + size;
  }
  const directory = Buffer.concat(records);
  yield directory;
  yield endOf(entries.length, directory.length, offset);
}

function* chunksOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const byteCount = readSync(file, chunk, 0, chunkBytes, null);
      if (byteCount === 0) return;
      yield chunk.subarray(0, byteCount);
    }
  } finally {
    closeSync(file);
  }
}

/** What a local header and a central record share: version 2.0, names in UTF-8, stored, 1 January 1980. */
function headerOf(checksum: number, size: number, nameLength: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(1 << 11, 2);
  header.writeUInt16LE(0x21, 8);
  header.writeUInt32LE(checksum, 10);
  header.writeUInt32LE(size, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt16LE(nameLength, 22);
  return header;
}

function centralRecord(header: Buffer, offset: number, name: Buffer): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(20);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([signature(0x02014b50), madeBy, header, rest, name]);
}

function endOf(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(directoryBytes, 8);
  end.writeUInt32LE(directoryOffset, 12);
  return Buffer.concat([signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
