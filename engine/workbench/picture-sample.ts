import sharp from 'sharp';
import type { HwcImage } from '../accuracy/datasets/dataset.ts';
import { numbersOf } from '../accuracy/elements.ts';
import { fixedBatchOf, readSampleBlock, toFeeds } from '../accuracy/feed-batches.ts';
import type { DataSpec } from '../api/contract.ts';
import { invariant } from '../errors.ts';
import { printShape } from '../ir/shape.ts';
import type { HostTensor } from '../runtime/session.ts';
import type { ChannelStatistics, Picture, SamplePicture } from '../view/sample-picture.ts';
import { sampleOutOfRange } from './errors.ts';
import type { LoadedModel } from './load-model.ts';
import { openData } from './open-data.ts';
import { sessionPortsOf } from './session-ports.ts';

/** Pictures cross to the window one by one: none is larger than this on a side. */
const LONGEST_SIDE = 160;

/**
 * A sample as it was read and as preprocessing feeds it, so that a wrong mean, layout or colour order is seen.
 * Errors: data.*, data.sample-out-of-range.
 */
export async function pictureSample(
  { frozen }: LoadedModel,
  spec: DataSpec,
  index: number,
  signal: AbortSignal,
): Promise<SamplePicture> {
  const ports = sessionPortsOf(frozen);
  const { dataset, preprocess, labelOffset } = await openData(spec, ports, { signal });
  const { sampleCount, labels } = dataset;
  if (index >= sampleCount) throw sampleOutOfRange(dataset.name, index, sampleCount);
  const block = await readSampleBlock(dataset, preprocess, index, signal);
  const feeds = toFeeds(block, preprocess, ports, await fixedBatchOf(dataset, preprocess, ports, signal));
  const [tensor] = Object.values(feeds);
  invariant(tensor, 'A model without inputs was fed');
  const planes = planesOf(tensor);
  const label = labels?.[index];
  const className =
    dataset.elementKind === 'uint8-hwc' && label !== undefined ? dataset.classNames?.[label] : undefined;
  const [image] = block.kind === 'images' ? block.images : [];
  const fed = pictureOfPlanes(planes, preprocess.color === 'BGR');
  return {
    index,
    sampleCount,
    ...(label !== undefined && { label: label + labelOffset }),
    ...(className !== undefined && { className }),
    ...(image && { read: await toPicture(image) }),
    ...(fed && { fed: await toPicture(fed) }),
    shape: printShape(tensor.dims),
    channels: planes.channels.map(statisticsOf),
  };
}

interface Planes {
  /** [height, width], where the values are an image. */
  readonly size: readonly [number, number] | undefined;
  readonly channels: readonly Float64Array[];
}

/** The first sample of a tensor by channel: [N, C, H, W] or [N, H, W, C] with one or three channels, else all in one. */
function planesOf(tensor: HostTensor): Planes {
  const [, ...dims] = tensor.dims;
  const numbers = numbersOf(tensor) ?? new Float64Array();
  const length = dims.reduce((product, dim) => product * dim, 1);
  const values = Float64Array.from(numbers.subarray(0, length));
  const [a = 1, b = 1, c = 1] = dims;
  if (dims.length === 2) return { size: [a, b], channels: [values] };
  if (dims.length === 3 && (a === 1 || a === 3)) {
    return {
      size: [b, c],
      channels: Array.from({ length: a }, (_, at) => values.subarray(at * b * c, (at + 1) * b * c)),
    };
  }
  if (dims.length === 3 && (c === 1 || c === 3)) {
    const channelOf = (at: number) => values.filter((_, index) => index % c === at);
    return { size: [a, b], channels: Array.from({ length: c }, (_, at) => channelOf(at)) };
  }
  return { size: undefined, channels: [values] };
}

/** One range for all channels: a channel with a wrong mean gives the picture its colour. */
function pictureOfPlanes({ size, channels }: Planes, isBgr: boolean): HwcImage | undefined {
  if (!size) return undefined;
  const [height, width] = size;
  const ranges = channels.map(statisticsOf);
  const min = Math.min(...ranges.map((range) => range.min));
  const max = Math.max(...ranges.map((range) => range.max));
  const scale = max > min ? 255 / (max - min) : 0;
  const ordered = isBgr ? channels.toReversed() : channels;
  const pixels = new Uint8Array(height * width * ordered.length);
  ordered.forEach((values, channel) => {
    values.forEach((value, pixel) => {
      pixels[pixel * ordered.length + channel] = Math.round((value - min) * scale);
    });
  });
  return { height, width, channels: ordered.length, pixels };
}

function statisticsOf(values: Float64Array): ChannelStatistics {
  let [min, max, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { min, max, mean, std: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
}

async function toPicture({ height, width, channels, pixels }: HwcImage): Promise<Picture> {
  const raw = { width, height, channels: channels === 1 ? 1 : 3 } as const;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const png = await sharp(pixels, { raw })
    .resize({ ...size, fit: 'fill' })
    .png()
    .toBuffer();
  return { ...size, url: `data:image/png;base64,${png.toString('base64')}` };
}
