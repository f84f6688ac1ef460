import type { Dim } from '../../../ir/shape.ts';
import { LayerFault } from '../lower/layer-fault.ts';
import type { LayerScope } from '../lower/layer-scope.ts';
import type { ConvolutionParameter } from '../schema/parameters.ts';

/** A sliding window, one number per spatial axis. */
export interface ConvWindow {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly pad: readonly number[];
  readonly dilation: readonly number[];
}

/**
 * The window of a convolution: each field once for all spatial axes or once for each; the forms with _h and _w are for two.
 * Source: Caffe's BaseConvolutionLayer::LayerSetUp.
 */
export function convWindow(scope: LayerScope, p: ConvolutionParameter, rank: number): ConvWindow {
  const spread = (values: readonly number[], h: number | undefined, w: number | undefined, absent: number) => {
    if (h !== undefined || w !== undefined) return [h ?? absent, w ?? absent];
    if (values.length <= 1) return Array<number>(rank).fill(values[0] ?? absent);
    return values;
  };
  const window: ConvWindow = {
    kernel: spread(p.kernel_size, p.kernel_h, p.kernel_w, 0),
    stride: spread(p.stride, p.stride_h, p.stride_w, 1),
    pad: spread(p.pad, p.pad_h, p.pad_w, 0),
    dilation: spread(p.dilation, undefined, undefined, 1),
  };
  for (const [field, values] of Object.entries(window)) {
    if (values.length !== rank)
      throw new LayerFault(`it has ${values.length} numbers for its ${field} and ${rank} spatial axes`);
    for (const value of values) if (field !== 'pad') scope.positive(value, field);
    if (field === 'pad') requirePads(values);
  }
  return window;
}

function requirePads(pads: readonly number[]): void {
  const wrong = pads.find((pad) => pad < 0 || pad > 2 ** 31);
  if (wrong !== undefined) throw new LayerFault(`its pad is ${wrong}`);
}

/** The extents after a convolution. */
export const convolvedExtents = (extents: readonly Dim[], window: ConvWindow): readonly Dim[] =>
  extentsAfter(extents, window, ({ extent, span, stride, pad }) => Math.floor((extent + 2 * pad - span) / stride) + 1);

/** The extents after a transposed convolution. */
export const deconvolvedExtents = (extents: readonly Dim[], window: ConvWindow): readonly Dim[] =>
  extentsAfter(extents, window, ({ extent, span, stride, pad }) => stride * (extent - 1) + span - 2 * pad);

/** One axis; `span` is what the dilated kernel covers. */
type AxisWindow = Readonly<Record<'extent' | 'span' | 'stride' | 'pad', number>>;

/** Applies a formula to every axis of known extent. */
const extentsAfter = (
  extents: readonly Dim[],
  { kernel, stride, pad, dilation }: ConvWindow,
  extentAfter: (axis: AxisWindow) => number,
): readonly Dim[] =>
  extents.map((extent, axis) => {
    if (typeof extent !== 'number') return undefined;
    const span = (dilation[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1;
    return requireExtent(extentAfter({ extent, span, stride: stride[axis] ?? 1, pad: pad[axis] ?? 0 }));
  });

export function requireExtent(extent: number): number {
  if (extent > 0 && Number.isSafeInteger(extent)) return extent;
  throw new LayerFault('its window is larger than what it reads');
}

/** Pads as ONNX has them: all beginnings, then all ends. */
export const symmetricPads = (pad: readonly number[]): readonly number[] => [...pad, ...pad];
