import type { HwcImage } from './dataset.ts';

/**
 * Decodes an uncompressed Windows bitmap of 8 (palette), 24 or 32 bits per pixel to RGB. sharp cannot read this format.
 * Returns the reason as text where the file is something else or damaged.
 * Source: Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER.
 */
export function decodeBmp(bytes: Uint8Array): HwcImage | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 54 || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return 'it is no bitmap';
  const pixelOffset = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (headerBytes < 40 || width <= 0 || height === 0) return 'its header is damaged';
  if (bits !== 8 && bits !== 24 && bits !== 32) return `${bits} bits per pixel are not supported`;
  if (compression !== 0 && !(compression === 3 && bits === 32 && hasUsualMasks(view))) {
    return 'compressed bitmaps are not supported';
  }
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (pixelOffset + rowBytes * height > bytes.byteLength) return 'it is cut short';
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    // A positive height means that the bottom row comes first.
    const row = pixelOffset + rowBytes * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const from = bits === 8 ? 14 + headerBytes + (bytes[row + x] ?? 0) * 4 : row + (x * bits) / 8;
      const to = (y * width + x) * 3;
      pixels[to] = bytes[from + 2] ?? 0;
      pixels[to + 1] = bytes[from + 1] ?? 0;
      pixels[to + 2] = bytes[from] ?? 0;
    }
  }
  return { height, width, channels: 3, pixels };
}

/** The order blue, green, red, unused, spelled out as bit masks. */
const hasUsualMasks = (view: DataView) =>
  view.byteLength >= 66 &&
  view.getUint32(54, true) === 0xff0000 &&
  view.getUint32(58, true) === 0xff00 &&
  view.getUint32(62, true) === 0xff;
