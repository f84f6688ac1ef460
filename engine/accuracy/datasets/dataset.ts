import type { HostTensor } from '../../runtime/session.ts';

/** An 8-bit image, row-major: `pixels` [height, width, channels]. */
export interface HwcImage {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

export interface NamedTensor {
  readonly name: string;
  readonly tensor: HostTensor;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ImageReadOptions extends ReadOptions {
  /** [height, width] that every image is resized to, with a bilinear filter, ignoring its aspect ratio. */
  readonly resize?: readonly [number, number] | undefined;
}

interface DatasetBase {
  /** Short name for a person: the file's or folder's. */
  readonly name: string;
  readonly sampleCount: number;
  /** One per sample, as found: before any label offset. */
  readonly labels?: Int32Array;
  /** Random values tell something about numerics and nothing about accuracy. */
  readonly origin: 'recorded' | 'random';
}

/** Images that preprocessing turns into an input. */
export interface ImageDataset extends DatasetBase {
  readonly elementKind: 'uint8-hwc';
  /** [height, width, channels]; absent where the images may differ. */
  readonly sampleShape?: readonly [number, number, number];
  /** By class index, where classes are folders. */
  readonly classNames?: readonly string[];
  read(start: number, count: number, options?: ImageReadOptions): Promise<readonly HwcImage[]>;
}

/** Numbers that are fed as they are. */
export interface FloatDataset extends DatasetBase {
  readonly elementKind: 'float';
  /** Without the sample axis. */
  readonly sampleShape: readonly number[];
  /** Shape: [count, ...sampleShape], flat. */
  read(start: number, count: number, options?: ReadOptions): Promise<Float32Array>;
}

/** Complete sets of inputs, each run by itself. A sample is one set. */
export interface FeedDataset extends DatasetBase {
  readonly elementKind: 'feeds';
  read(start: number, count: number, options?: ReadOptions): Promise<readonly (readonly NamedTensor[])[]>;
}

/**
 * Samples read in batches, by range, as often as a caller wants. Nothing is kept open between reads and memory does not grow with
 * the number of samples, except that compressed arrays (IDX .gz, compressed .npz) are unpacked whole, up to a limit.
 * Ranges must lie within [0, sampleCount).
 */
export type Dataset = ImageDataset | FloatDataset | FeedDataset;
