import type { Attributes } from '../ir/graph.ts';
import type { Dim, Shape } from '../ir/shape.ts';
import { readInts, readString } from './attributes.ts';

/** The window of convolutions and poolings over the spatial axes, as ONNX writes it. */
export interface SpatialWindow {
  /** 'NOTSET' means `pads` counts. */
  readonly autoPad: 'NOTSET' | 'SAME_UPPER' | 'SAME_LOWER' | 'VALID';
  readonly kernelShape: readonly number[] | undefined;
  readonly strides: readonly number[] | undefined;
  readonly dilations: readonly number[] | undefined;
  /** Begin of every spatial axis, then end of every spatial axis. */
  readonly pads: readonly number[] | undefined;
}

export function decodeWindow(attributes: Attributes): SpatialWindow {
  const autoPad = readString(attributes, 'auto_pad', 'NOTSET');
  return {
    autoPad: autoPad === 'SAME_UPPER' || autoPad === 'SAME_LOWER' || autoPad === 'VALID' ? autoPad : 'NOTSET',
    kernelShape: readInts(attributes, 'kernel_shape', undefined),
    strides: readInts(attributes, 'strides', undefined),
    dilations: readInts(attributes, 'dilations', undefined),
    pads: readInts(attributes, 'pads', undefined),
  };
}

/**
 * Spatial extents after a window slides over `spatial`.
 * Source: ONNX Conv-11, MaxPool-12: floor((in + pads - dilation * (kernel - 1) - 1) / stride) + 1, or ceil with `ceilMode`,
 * where a window that would start in the right padding is dropped.
 */
export function slideWindow(
  spatial: Shape,
  kernel: readonly number[],
  window: SpatialWindow,
  ceilMode = false,
): readonly Dim[] {
  const rank = spatial.length;
  return spatial.map((extent, axis) => {
    const stride = window.strides?.[axis] ?? 1;
    const dilation = window.dilations?.[axis] ?? 1;
    const reach = dilation * ((kernel[axis] ?? 1) - 1) + 1;
    const padBegin = window.pads?.[axis] ?? 0;
    const padEnd = window.pads?.[axis + rank] ?? 0;
    if (typeof extent !== 'number') {
      const keepsSize = stride === 1 && (window.autoPad.startsWith('SAME') || padBegin + padEnd === reach - 1);
      return keepsSize ? extent : undefined;
    }
    if (window.autoPad.startsWith('SAME')) return Math.ceil(extent / stride);
    const free = extent - reach + (window.autoPad === 'VALID' ? 0 : padBegin + padEnd);
    if (!ceilMode) return Math.floor(free / stride) + 1;
    const count = Math.ceil(free / stride) + 1;
    return (count - 1) * stride >= extent + padBegin ? count - 1 : count;
  });
}
