import { dataUnrecognized } from '../errors.ts';
import { type ByteSource, byteRange } from './byte-source.ts';

/** One file inside a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  readonly sizeBytes: number;
  /** Its bytes as they are in the archive: packed when deflated. */
  readonly content: ByteSource;
}

const endSignature = 0x06054b50;
const end64LocatorSignature = 0x07064b50;
const end64Signature = 0x06064b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const end64LocatorBytes = 20;
const directoryLimitBytes = 2 ** 24;
/** In a 32-bit field: the value is in the zip64 extra field instead. */
const elsewhere = 0xffffffff;

export const isZip = (prefix: Uint8Array) =>
  prefix[0] === 0x50 && prefix[1] === 0x4b && prefix[2] === 3 && prefix[3] === 4;

/** Lists a zip archive's entries. Source: APPNOTE 6.3.10, sections 4.3 and 4.5.3. Errors: data.unrecognized, data.truncated. */
export async function readZipDirectory(source: ByteSource): Promise<readonly ZipEntry[]> {
  const { offset, sizeBytes } = await findDirectory(source);
  if (sizeBytes > directoryLimitBytes) throw damaged(source);
  const view = viewOf(await source.read(offset, sizeBytes));
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === entrySignature; ) {
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw damaged(source);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, nameBytes));
    const sizes = entrySizes(source, view, at, at + 46 + nameBytes, extraBytes);
    entries.push(await openEntry(source, name, view.getUint16(at + 8, true), view.getUint16(at + 10, true), sizes));
    at = next;
  }
  return entries;
}

interface EntrySizes {
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

async function findDirectory(source: ByteSource): Promise<{ readonly offset: number; readonly sizeBytes: number }> {
  const tailBytes = Math.min(source.sizeBytes, endBytes + 0xffff + end64LocatorBytes);
  const tailOffset = source.sizeBytes - tailBytes;
  const tail = viewOf(await source.read(tailOffset, tailBytes));
  let at = tailBytes - endBytes;
  while (at >= 0 && tail.getUint32(at, true) !== endSignature) at -= 1;
  if (at < 0) throw damaged(source);
  const locatorAt = at - end64LocatorBytes;
  if (locatorAt >= 0 && tail.getUint32(locatorAt, true) === end64LocatorSignature) {
    const end64 = viewOf(await source.read(toNumber(source, tail.getBigUint64(locatorAt + 8, true)), 56));
    if (end64.getUint32(0, true) !== end64Signature) throw damaged(source);
    return {
      sizeBytes: toNumber(source, end64.getBigUint64(40, true)),
      offset: toNumber(source, end64.getBigUint64(48, true)),
    };
  }
  return { sizeBytes: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) };
}

function entrySizes(source: ByteSource, view: DataView, at: number, extraAt: number, extraBytes: number): EntrySizes {
  const wide = zip64Fields(source, view, extraAt, extraAt + extraBytes);
  // The extra field holds only those values that do not fit, in this order.
  const read = (value: number) => (value === elsewhere ? (wide.shift() ?? value) : value);
  const sizeBytes = read(view.getUint32(at + 24, true));
  const packedBytes = read(view.getUint32(at + 20, true));
  return { sizeBytes, packedBytes, offset: read(view.getUint32(at + 42, true)) };
}

function zip64Fields(source: ByteSource, view: DataView, start: number, end: number): number[] {
  for (let at = start; at + 4 <= end; ) {
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > end) throw damaged(source);
    if (view.getUint16(at, true) === 1) {
      return Array.from({ length: Math.floor(length / 8) }, (_, i) =>
        toNumber(source, view.getBigUint64(at + 4 + 8 * i, true)),
      );
    }
    at += 4 + length;
  }
  return [];
}

async function openEntry(
  source: ByteSource,
  name: string,
  flags: number,
  method: number,
  { sizeBytes, packedBytes, offset }: EntrySizes,
): Promise<ZipEntry> {
  if ((flags & 1) !== 0) throw dataUnrecognized(source.path, 'is encrypted', 'Save it again without a password.');
  if (method !== 0 && method !== 8)
    throw dataUnrecognized(source.path, `packs ${name} by method ${method}`, 'Save it again with numpy.savez.');
  const local = viewOf(await source.read(offset, 30));
  if (local.getUint32(0, true) !== localSignature) throw damaged(source);
  const dataOffset = offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  return {
    name,
    method: method === 0 ? 'stored' : 'deflated',
    sizeBytes,
    content: byteRange(source, dataOffset, packedBytes, `${source.path} (${name})`),
  };
}

const damaged = (source: ByteSource) =>
  dataUnrecognized(source.path, 'is a damaged zip archive', 'Copy or download it again.');

const viewOf = (bytes: Uint8Array<ArrayBuffer>) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function toNumber(source: ByteSource, value: bigint): number {
  if (value > BigInt(source.sizeBytes) * 1032n + 1024n) throw damaged(source);
  return Number(value);
}
