import type { Attributes } from '../ir/graph.ts';
import type { Dim, Shape } from '../ir/shape.ts';
import { readChoice, readInts } from './attributes.ts';
import { addDims } from './dims.ts';

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

export const decodeWindow = (attributes: Attributes): SpatialWindow => ({
  autoPad: readChoice(attributes, 'auto_pad', ['NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'], 'NOTSET'),
  kernelShape: readInts(attributes, 'kernel_shape', undefined),
  strides: readInts(attributes, 'strides', undefined),
  dilations: readInts(attributes, 'dilations', undefined),
  pads: readInts(attributes, 'pads', undefined),
});

/**
 * Spatial extents after a window slides over `spatial`.
 * Source: ONNX Conv-11, MaxPool-12: floor((in + pads - dilation * (kernel - 1) - 1) / stride) + 1, or ceil with `ceilMode`,
 * where a window that would start in the right padding is dropped.
 */
export function slideWindow(spatial: Shape, kernel: Shape, window: SpatialWindow, ceilMode = false): readonly Dim[] {
  const rank = spatial.length;
  return spatial.map((extent, axis) => {
    const stride = window.strides?.[axis] ?? 1;
    if (window.autoPad.startsWith('SAME')) {
      return typeof extent === 'number' ? Math.ceil(extent / stride) : stride === 1 ? extent : undefined;
    }
    const size = kernel[axis];
    if (typeof size !== 'number') return undefined;
    const reach = (window.dilations?.[axis] ?? 1) * (size - 1) + 1;
    const isPadded = window.autoPad === 'NOTSET';
    const padBegin = isPadded ? (window.pads?.[axis] ?? 0) : 0;
    const padEnd = isPadded ? (window.pads?.[axis + rank] ?? 0) : 0;
    if (typeof extent !== 'number') return stride === 1 ? addDims(extent, padBegin + padEnd - reach + 1) : undefined;
    const steps = (extent + padBegin + padEnd - reach) / stride;
    if (!ceilMode) return Math.floor(steps) + 1;
    const count = Math.ceil(steps) + 1;
    return (count - 1) * stride >= extent + padBegin ? count - 1 : count;
  });
}
