import type { HwcImage, ImageReadOptions } from './dataset.ts';

/** Cuts a block of equal images, shape [N, height, width, channels], into images and resizes them where asked. */
export function cutImages(
  pixels: Uint8Array,
  shape: { readonly height: number; readonly width: number; readonly channels: number },
  { resize }: ImageReadOptions,
): readonly HwcImage[] {
  const imageBytes = shape.height * shape.width * shape.channels;
  return Array.from({ length: pixels.byteLength / imageBytes }, (_, index) => {
    const image = { ...shape, pixels: pixels.subarray(index * imageBytes, (index + 1) * imageBytes) };
    return resize === undefined ? image : resizeImage(image, resize);
  });
}

/**
 * Resizes to exactly [height, width] as Pillow and torchvision do by default, because networks are trained with that: bilinear,
 * the filter widened by the scale when shrinking, pixel centres at half integers. (libvips moves enlarged images by up to half a pixel.)
 * Exactness: within one level of Pillow, which rounds its weights to 22 bits.
 */
export function resizeImage(image: HwcImage, [height, width]: readonly [number, number]): HwcImage {
  if (image.height === height && image.width === width) return image;
  const { channels } = image;
  const rows = new Uint8Array(image.height * width * channels);
  const columnWindows = filterWindows(image.width, width);
  for (let y = 0; y < image.height; y++) {
    columnWindows.forEach(({ start, weights }, x) => {
      const from = (y * image.width + start) * channels;
      weightedSums(image.pixels, from, channels, weights, rows, (y * width + x) * channels, channels);
    });
  }
  const pixels = new Uint8Array(height * width * channels);
  const rowValues = width * channels;
  filterWindows(image.height, height).forEach(({ start, weights }, y) => {
    weightedSums(rows, start * rowValues, rowValues, weights, pixels, y * rowValues, rowValues);
  });
  return { height, width, channels, pixels };
}

/** Which source pixels make one target pixel, and how much of each. */
interface FilterWindow {
  readonly start: number;
  readonly weights: Float64Array;
}

function filterWindows(sourceSize: number, targetSize: number): readonly FilterWindow[] {
  const scale = sourceSize / targetSize;
  const support = Math.max(scale, 1);
  return Array.from({ length: targetSize }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(centre + support + 0.5));
    const raw = Float64Array.from({ length: end - start }, (_, i) =>
      Math.max(0, 1 - Math.abs((start + i + 0.5 - centre) / support)),
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { start, weights: raw.map((weight) => weight / sum) };
  });
}

/** `target[to + i]` = sum of `weights[k] * source[from + k * step + i]`, rounded, for i below `count`. */
function weightedSums(
  source: Uint8Array,
  from: number,
  step: number,
  weights: Float64Array,
  target: Uint8Array,
  to: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    let sum = 0.5;
    for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (source[from + k * step + i] ?? 0);
    target[to + i] = sum;
  }
}
