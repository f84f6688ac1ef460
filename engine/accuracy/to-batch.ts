import { invariant } from '../errors.ts';
import { bitsOf, type DataType } from '../ir/data-type.ts';
import { printShape } from '../ir/shape.ts';
import type { HostTensor, SessionPort } from '../runtime/session.ts';
import type { HwcImage } from './datasets/dataset.ts';
import { toElements } from './elements.ts';
import { channelsMismatch, cropTooLarge, imagesDiffer, inputTypeUnsupported, shapeMismatch } from './errors.ts';
import { type BatchedInput, fitInput } from './input-shape.ts';
import type { ImageLayout, Preprocess } from './preprocess.ts';

export interface BatchOptions {
  /** Names the data in messages. */
  readonly dataName: string;
  /** Samples in the tensor; those missing repeat the last one. As many as given when absent. */
  readonly batch?: number | undefined;
}

/**
 * Makes the input tensor of a batch of images, which were resized when they were read.
 * Value: `(x * scale - mean[c]) / std[c]`, computed in float64, rounded to float32, then to the input's own type.
 * Grey is Pillow's: (19595 R + 38470 G + 7471 B) / 65536, rounded.
 * Errors: data.shape-mismatch, data.type-mismatch.
 */
export function toBatch(
  images: readonly HwcImage[],
  preprocess: Preprocess,
  port: SessionPort,
  { dataName, batch = images.length }: BatchOptions,
): HostTensor {
  const [first, ...others] = images.map((image) => cropCentre(image, preprocess.crop, dataName));
  invariant(first !== undefined, 'A batch needs at least one image');
  const other = others.find((image) => image.height !== first.height || image.width !== first.width);
  if (other !== undefined) throw imagesDiffer(dataName, sizeText(first), sizeText(other));
  const { layout, channels, dimsFor } = fitImages(first, preprocess, port, dataName);
  const pixelCount = first.height * first.width;
  const dataType = port.dataType ?? 'float32';
  // 64-bit elements take the way over float32; all others are converted once per level.
  const tableType = bitsOf(dataType) > 32 ? 'float32' : dataType;
  const tables = levelTables(preprocess, channels, dataName).map((levels) =>
    bitsView(elementsFor(port, tableType, levels, dataName), bitsOf(tableType)),
  );
  const bytes = new Uint8Array((batch * pixelCount * channels * bitsOf(tableType)) / 8);
  const elements = bitsView(bytes, bitsOf(tableType));
  [first, ...others].forEach((image, index) => {
    const sample = elements.subarray(index * pixelCount * channels, (index + 1) * pixelCount * channels);
    tables.forEach((table, channel) => {
      const plane = planeOf(image, channel, channels, preprocess, dataName);
      if (layout === 'NCHW') spread(plane, table, sample, channel * pixelCount, 1);
      else spread(plane, table, sample, channel, channels);
    });
  });
  repeatLast(elements, images.length, batch);
  const data = tableType === dataType ? bytes : elementsFor(port, dataType, new Float32Array(bytes.buffer), dataName);
  return { dataType, dims: dimsFor(batch), data };
}

/** Makes the input tensor of float samples, values unchanged. `values` is [count, ...sampleShape]. Errors: as `toBatch`. */
export function toFloatBatch(
  values: Float32Array,
  count: number,
  sampleShape: readonly number[],
  port: SessionPort,
  { dataName, batch = count }: BatchOptions,
): HostTensor {
  const input = fitFloats(sampleShape, port, dataName);
  if (batch === count) return floatTensor(values, port, input.dimsFor(batch), dataName);
  const padded = new Float32Array((values.length / count) * batch);
  padded.set(values);
  repeatLast(padded, count, batch);
  return floatTensor(padded, port, input.dimsFor(batch), dataName);
}

/** How float samples fill an input. Errors: data.shape-mismatch. */
export function fitFloats(sampleShape: readonly number[], port: SessionPort, dataName: string): BatchedInput {
  const input = fitInput(port, sampleShape);
  if (input !== undefined) return input;
  throw shapeMismatch(
    dataName,
    printShape(sampleShape),
    port,
    'Float arrays are fed as they are: save them in that shape.',
  );
}

export interface FittedImages extends BatchedInput {
  readonly layout: ImageLayout;
  readonly channels: number;
}

/**
 * How images fill an input: layout and channel count are what `preprocess` says, else the first that the input's shape admits.
 * Errors: data.shape-mismatch.
 */
export function fitImages(
  { height, width, channels: found }: Omit<HwcImage, 'pixels'>,
  preprocess: Preprocess,
  port: SessionPort,
  dataName: string,
): FittedImages {
  const layouts: readonly ImageLayout[] = preprocess.layout === undefined ? ['NCHW', 'NHWC'] : [preprocess.layout];
  const channelCounts = channelChoices(found, preprocess);
  for (const channels of channelCounts) {
    for (const layout of layouts) {
      const input = fitInput(port, layout === 'NCHW' ? [channels, height, width] : [height, width, channels]);
      if (input !== undefined) return { ...input, layout, channels };
    }
  }
  throw shapeMismatch(
    dataName,
    `[${height}, ${width}, ${channelCounts[0] ?? found}] (height, width, channels)`,
    port,
    'Set "resize", "crop", "color" or "layout" in a --preprocess file.',
  );
}

function channelChoices(found: number, { color, mean, std }: Preprocess): readonly number[] {
  if (color !== undefined) return [color === 'gray' ? 1 : 3];
  const perChannel = Math.max(mean.length, std.length);
  const choices = found === 1 ? [1, 3] : found === 3 ? [3, 1] : [found];
  return perChannel > 1 && choices.includes(perChannel) ? [perChannel] : choices;
}

/** `tables[channel][level]` is the value of a uint8 level. */
function levelTables({ scale, mean, std }: Preprocess, channels: number, dataName: string): readonly Float32Array[] {
  if ((mean.length !== 1 && mean.length !== channels) || (std.length !== 1 && std.length !== channels)) {
    throw channelsMismatch(dataName, channels, `${Math.max(mean.length, std.length)} (by "mean" and "std")`);
  }
  return Array.from({ length: channels }, (_, channel) => {
    const offset = mean[mean.length === 1 ? 0 : channel] ?? 0;
    const divisor = std[std.length === 1 ? 0 : channel] ?? 1;
    return Float32Array.from({ length: 256 }, (_, level) => (level * scale - offset) / divisor);
  });
}

/** One channel of an image as the model is to see it: every `step`-th byte from `start`. */
interface Plane {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly step: number;
}

function planeOf(image: HwcImage, channel: number, channels: number, { color }: Preprocess, dataName: string): Plane {
  const { pixels: bytes, channels: step } = image;
  if (step === 1) return { bytes, start: 0, step };
  if (channels === 1) {
    if (step < 3) throw channelsMismatch(dataName, step, 'gray');
    return { bytes: luma(image), start: 0, step: 1 };
  }
  if (step < channels) throw channelsMismatch(dataName, step, color ?? String(channels));
  return { bytes, start: color === 'BGR' ? 2 - channel : channel, step };
}

function spread(plane: Plane, table: BitArray, target: BitArray, start: number, step: number): void {
  const { bytes } = plane;
  for (let from = plane.start, to = start; from < bytes.length; from += plane.step, to += step) {
    target[to] = table[bytes[from] ?? 0] ?? 0;
  }
}

function luma({ pixels, channels, height, width }: HwcImage): Uint8Array {
  const gray = new Uint8Array(height * width);
  for (let i = 0, at = 0; i < gray.length; i++, at += channels) {
    const sum = 19595 * (pixels[at] ?? 0) + 38470 * (pixels[at + 1] ?? 0) + 7471 * (pixels[at + 2] ?? 0);
    gray[i] = (sum + 0x8000) >> 16;
  }
  return gray;
}

export function cropCentre(image: HwcImage, crop: readonly [number, number] | undefined, dataName: string): HwcImage {
  if (crop === undefined) return image;
  const [height, width] = crop;
  if (height > image.height || width > image.width)
    throw cropTooLarge(dataName, sizeText(image), sizeText({ height, width }));
  if (height === image.height && width === image.width) return image;
  const { channels } = image;
  const top = (image.height - height) >> 1;
  const left = (image.width - width) >> 1;
  const pixels = new Uint8Array(height * width * channels);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * image.width + left) * channels;
    pixels.set(image.pixels.subarray(from, from + width * channels), row * width * channels);
  }
  return { height, width, channels, pixels };
}

function repeatLast(values: BitArray | Float32Array, count: number, batch: number): void {
  const length = values.length / batch;
  for (let index = count; index < batch; index++)
    values.copyWithin(index * length, (count - 1) * length, count * length);
}

function floatTensor(values: Float32Array, port: SessionPort, dims: readonly number[], dataName: string): HostTensor {
  const dataType = port.dataType ?? 'float32';
  return { dataType, dims, data: elementsFor(port, dataType, values, dataName) };
}

function elementsFor(port: SessionPort, dataType: DataType, values: Float32Array, dataName: string): Uint8Array {
  const data = toElements(values, dataType);
  if (data === undefined) throw inputTypeUnsupported(port.name, dataType, dataName);
  return data;
}

/** Elements of 8, 16 or 32 bits of any type: copied as they are, never computed with. */
type BitArray = Uint8Array | Uint16Array | Uint32Array;

function bitsView({ buffer, byteOffset, byteLength }: Uint8Array, bits: number): BitArray {
  if (bits === 8) return new Uint8Array(buffer, byteOffset, byteLength);
  return bits === 16
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Uint32Array(buffer, byteOffset, byteLength / 4);
}

const sizeText = ({ height, width }: { readonly height: number; readonly width: number }) => `${height} x ${width}`;
