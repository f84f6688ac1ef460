import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { fixturePath } from '../testing/scratch.ts';
import { decodeBmp } from './bmp.ts';

/** The 2 x 3 picture that all fixtures hold. */
const pixels = Uint8Array.from([255, 228, 34, 121, 243, 189, 6, 131, 102, 164, 231, 36, 210, 111, 172, 210, 174, 176]);

const fixture = (name: string) => readFile(fixturePath(name));

it.each(['rgb24.bmp', 'rgba32.bmp', 'palette8.bmp'])('decodes %s', async (name) => {
  expect(decodeBmp(await fixture(name))).toEqual({ height: 2, width: 3, channels: 3, pixels });
});

it('turns a bitmap that starts with its top row the right way up', async () => {
  const bytes = await fixture('rgb24.bmp');
  bytes.writeInt32LE(-2, 22);
  expect(decodeBmp(bytes)).toMatchObject({
    height: 2,
    pixels: Uint8Array.from([...pixels.slice(9), ...pixels.slice(0, 9)]),
  });
});

it.each([
  ['is cut', (bytes: Buffer) => bytes.subarray(0, 70), 'cut short'],
  ['has no header', (bytes: Buffer) => bytes.subarray(0, 30), 'no bitmap'],
  ['promises a huge size', (bytes: Buffer) => writeAt(bytes, 18, 0x7fffffff), 'cut short'],
  ['has a negative width', (bytes: Buffer) => writeAt(bytes, 18, -3), 'damaged'],
  ['is run-length encoded', (bytes: Buffer) => writeAt(bytes, 30, 1), 'compressed'],
  ['has 16 bits per pixel', (bytes: Buffer) => writeAt(bytes, 28, 16), '16 bits'],
])('says what is wrong when a bitmap %s', async (_, damage, words) => {
  expect(decodeBmp(damage(await fixture('rgb24.bmp')))).toContain(words);
});

function writeAt(bytes: Buffer, offset: number, value: number): Buffer {
  bytes.writeInt32LE(value, offset);
  return bytes;
}
