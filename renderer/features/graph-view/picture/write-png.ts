/** Rows of a picture: RGBA, `width * count * 4` bytes. */
export type ReadRows = (top: number, count: number) => Uint8ClampedArray;

export interface PngSize {
  readonly width: number;
  readonly height: number;
}

/** Rows painted at a time: as large a canvas as the picture may exceed what a browser makes. */
const stripRows = 256;

/**
 * Encodes a picture strip by strip, so that it may be larger than any canvas. 8 bits per channel, no transparency.
 * Source: PNG (Third Edition), W3C 2025: sections 5 (chunks), 10 (compression) and 11.2 (IHDR, IDAT, IEND).
 */
export async function writePng({ width, height }: PngSize, readRows: ReadRows): Promise<Blob> {
  const compression = new CompressionStream('deflate');
  const chunks: Uint8Array<ArrayBuffer>[] = [signature, chunk('IHDR', header(width, height))];
  const collected = collect(compression.readable, (bytes) => chunks.push(chunk('IDAT', bytes)));
  const writer = compression.writable.getWriter();
  for (let top = 0; top < height; top += stripRows) {
    const count = Math.min(stripRows, height - top);
    await writer.write(toScanlines(readRows(top, count), width, count));
  }
  await writer.close();
  await collected;
  return new Blob([...chunks, chunk('IEND', new Uint8Array(0))], { type: 'image/png' });
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

const truecolor = 2;

function header(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  bytes.set([8, truecolor, 0, 0, 0], 8);
  return bytes;
}

/** Each row after a byte that says how it was filtered: against the pixel to its left, which makes plain areas zeros. */
function toScanlines(rgba: Uint8ClampedArray, width: number, count: number): Uint8Array<ArrayBuffer> {
  const rowBytes = 1 + 3 * width;
  const lines = new Uint8Array(rowBytes * count);
  for (let row = 0; row < count; row++) {
    let to = row * rowBytes;
    let from = row * width * 4;
    lines[to++] = 1;
    for (let [left0, left1, left2] = [0, 0, 0], pixel = 0; pixel < width; pixel++, from += 4) {
      const [red, green, blue] = [rgba[from] ?? 0, rgba[from + 1] ?? 0, rgba[from + 2] ?? 0];
      lines[to++] = red - left0;
      lines[to++] = green - left1;
      lines[to++] = blue - left2;
      left0 = red;
      left1 = green;
      left2 = blue;
    }
  }
  return lines;
}

async function collect(stream: ReadableStream<Uint8Array>, take: (bytes: Uint8Array) => void): Promise<void> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value);
}

/** Length, type, content, and the checksum of the latter two. */
function chunk(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let index = 0; index < 4; index++) bytes[4 + index] = type.charCodeAt(index);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
