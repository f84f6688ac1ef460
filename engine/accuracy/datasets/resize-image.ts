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
  filterAxis(image.pixels, rows, { lines: image.height, from: image.width, to: width, step: channels });
  const pixels = new Uint8Array(height * width * channels);
  filterAxis(rows, pixels, { lines: 1, from: image.height, to: height, step: width * channels });
  return { height, width, channels, pixels };
}

/** An axis of an array [lines, axis, step]. */
interface Axis {
  readonly lines: number;
  /** Its size before and after. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Which source pixels make one target pixel, and how much of each. */
interface FilterWindow {
  readonly start: number;
  readonly weights: Float64Array;
}

/** Each target element is the weighted sum of the source elements of its window, rounded. */
function filterAxis(source: Uint8Array, target: Uint8Array, { lines, from, to, step }: Axis): void {
  const windows = filterWindows(from, to);
  for (let line = 0; line < lines; line++) {
    let targetAt = line * to * step;
    for (const { start, weights } of windows) {
      const sourceAt = (line * from + start) * step;
      for (let i = 0; i < step; i++) {
        let sum = 0.5;
        for (let k = 0, at = sourceAt + i; k < weights.length; k++, at += step) {
          sum += (weights[k] ?? 0) * (source[at] ?? 0);
        }
        // Storing into a byte cuts off the fraction; with the half above, that rounds.
        target[targetAt++] = sum;
      }
    }
  }
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
