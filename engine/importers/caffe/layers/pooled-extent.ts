/** How one axis is pooled: how many windows there are, and how far the last reaches beyond the padded end. */
export interface PooledAxis {
  readonly outputExtent: number;
  readonly endPad: number;
}

export interface PooledAxisInput {
  readonly extent: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly rounding: 'CEIL' | 'FLOOR';
}

/**
 * Windows of Caffe's pooling along an axis: as many as reach the end, rounded up, but where the axis is padded none that starts beyond
 * the data and its first padding. Source: Caffe's PoolingLayer::Reshape.
 */
export function poolAxis({ extent, kernel, stride, pad, rounding }: PooledAxisInput): PooledAxis {
  const steps = (extent + 2 * pad - kernel) / stride;
  let outputExtent = (rounding === 'CEIL' ? Math.ceil(steps) : Math.floor(steps)) + 1;
  if (pad > 0 && (outputExtent - 1) * stride >= extent + pad) outputExtent--;
  return { outputExtent, endPad: (outputExtent - 1) * stride + kernel - extent - pad };
}
