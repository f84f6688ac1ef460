import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { scratchFolder } from '../../accuracy/testing/scratch.ts';
import { zipFiles } from './zip.ts';

it('holds every file as it is, with its name and checksum', async () => {
  const folder = await scratchFolder();
  const contents = {
    'model.onnx': Buffer.alloc(3_000_000, 7),
    'größe.json': Buffer.from('{}'),
    empty: Buffer.alloc(0),
  };
  const entries = Object.entries(contents).map(([name, bytes]) => ({ name, bytes, path: join(folder, name) }));
  for (const { path, bytes } of entries) await writeFile(path, bytes);
  const archive = Buffer.concat([...zipFiles(entries)]);

  const end = archive.subarray(-22);
  expect(end.readUInt32LE(0)).toBe(0x06054b50);
  expect(end.readUInt16LE(10)).toBe(3);
  let at = end.readUInt32LE(16);
  for (const { name, bytes } of entries) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    expect(archive.readUInt32LE(at + 16)).toBe(crc32(bytes));
    expect(archive.readUInt32LE(at + 24)).toBe(bytes.length);
    const nameLength = archive.readUInt16LE(at + 28);
    expect(archive.toString('utf8', at + 46, at + 46 + nameLength)).toBe(name);
    const local = archive.readUInt32LE(at + 42);
    expect(archive.readUInt32LE(local)).toBe(0x04034b50);
    const start = local + 30 + archive.readUInt16LE(local + 26);
    expect(archive.subarray(start, start + bytes.length).equals(bytes)).toBe(true);
    at += 46 + nameLength;
  }
  expect(at).toBe(archive.length - 22);
});
