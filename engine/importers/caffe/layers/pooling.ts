import type { Shape } from '../../../ir/shape.ts';
import { LayerFault } from '../lower/layer-fault.ts';
import type { LayerScope } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';
import type { PoolingParameter } from '../schema/parameters.ts';
import { defineLayer } from './layer-type.ts';
import { poolAxis } from './pooled-extent.ts';
import { requireExtent } from './window.ts';

/**
 * Pooling of two spatial axes. The windows are Caffe's, written out as pads, since ONNX's `ceil_mode` counts them otherwise at the
 * border. An average counts the padding, but not what a window reaches beyond it.
 * Shapes: x [N, C, H, W]. Source: Caffe's PoolingLayer.
 */
export const pooling = defineLayer({
  types: ['Pooling'],
  lower: (scope) => {
    const p = scope.parameters.pooling_param;
    if (p.pool === 'STOCHASTIC') throw new LayerFault('stochastic pooling has no ONNX operator');
    const x = scope.input();
    const shape = scope.shapeOf(x, 4);
    if (shape.length !== 4) throw new LayerFault(`it pools two spatial axes of four, not ${shape.length}`);
    if (p.global_pooling) poolGlobally(scope, x, shape, p);
    else poolWindows(scope, x, shape, p);
  },
});

function poolGlobally(scope: LayerScope, x: Operand, shape: Shape, { pool }: PoolingParameter): void {
  const opType = pool === 'MAX' ? 'GlobalMaxPool' : 'GlobalAveragePool';
  scope.result(scope.node(opType, [x], { shape: [shape[0], shape[1], 1, 1] }));
}

function poolWindows(scope: LayerScope, x: Operand, shape: Shape, p: PoolingParameter): void {
  const kernel = [p.kernel_h ?? p.kernel_size ?? 0, p.kernel_w ?? p.kernel_size ?? 0];
  const stride = [p.stride_h ?? p.stride ?? 1, p.stride_w ?? p.stride ?? 1];
  const pad = [p.pad_h ?? p.pad ?? 0, p.pad_w ?? p.pad ?? 0];
  for (const value of kernel) scope.positive(value, 'kernel size');
  for (const value of stride) scope.positive(value, 'stride');
  if (pad.some((value, axis) => value < 0 || value >= (kernel[axis] ?? 0)))
    throw new LayerFault(`its pad ${pad} is not smaller than its kernel ${kernel}`);
  const rounding = p.round_mode === 'FLOOR' || p.ceil_mode === false ? 'FLOOR' : 'CEIL';
  const axes = [0, 1].map((axis) => {
    const extent = shape[axis + 2];
    if (typeof extent !== 'number') return undefined;
    return poolAxis({
      extent,
      kernel: kernel[axis] ?? 1,
      stride: stride[axis] ?? 1,
      pad: pad[axis] ?? 0,
      rounding,
    });
  });
  const known = axes.filter((axis) => axis !== undefined);
  if (known.length < 2) {
    poolOpen(scope, x, shape, { p, kernel, stride, pad, rounding });
    return;
  }
  for (const { outputExtent } of known) requireExtent(outputExtent);
  const windows = { kernel_shape: kernel, strides: stride };
  const pooled: Shape = [shape[0], shape[1], ...known.map(({ outputExtent }) => outputExtent)];
  // A window that ends before the padding does leaves it unread, which ONNX's pads cannot say below nothing.
  const ends = known.map(({ endPad }) => Math.max(0, endPad));
  if (ends.some((end, axis) => end >= (kernel[axis] ?? 0)))
    throw new LayerFault('its last window would lie outside of what it reads');
  const attributes = { ...windows, pads: [...pad, ...ends] };
  if (p.pool === 'AVE') averageWindows(scope, x, { pooled, windows, pad, ends });
  else if (scope.layer.top.length > 1) maximaWithPlaces(scope, x, pooled, attributes);
  else scope.result(scope.node('MaxPool', [x], { attributes, shape: pooled }));
}

interface AverageWindows {
  readonly pooled: Shape;
  readonly windows: { readonly kernel_shape: readonly number[]; readonly strides: readonly number[] };
  readonly pad: readonly number[];
  readonly ends: readonly number[];
}

function averageWindows(scope: LayerScope, x: Operand, { pooled, windows, pad, ends }: AverageWindows): void {
  const isPadded = pad.some((value) => value > 0);
  const reachesBeyond = ends.some((end, axis) => end > (pad[axis] ?? 0));
  if (!isPadded || !reachesBeyond) {
    // Without padding, what lies beyond the end is not counted; with it, no window goes beyond.
    const attributes = { ...windows, pads: [...pad, ...ends], count_include_pad: isPadded ? 1 : 0 };
    scope.result(scope.node('AveragePool', [x], { attributes, shape: pooled }));
    return;
  }
  // Zeros that are counted become data, so that what lies beyond them can be left out.
  const shape = scope.shapeOf(x);
  const pads = scope.ints([0, 0, ...pad, 0, 0, ...pad]);
  const padded = scope.node('Pad', [x, pads], {
    shape: shape.map((dim, axis) => (typeof dim === 'number' && axis >= 2 ? dim + 2 * (pad[axis - 2] ?? 0) : dim)),
  });
  const beyond = ends.map((end, axis) => Math.max(0, end - (pad[axis] ?? 0)));
  const attributes = { ...windows, pads: [0, 0, ...beyond], count_include_pad: 0 };
  scope.result(scope.node('AveragePool', [padded], { attributes, shape: pooled }));
}

/** A second top holds where each maximum was found, for an Upsample layer. */
function maximaWithPlaces(
  scope: LayerScope,
  x: Operand,
  pooled: Shape,
  attributes: Readonly<Record<string, readonly number[]>>,
): void {
  const [values, indices] = scope.outputs(
    'MaxPool',
    [x],
    [{ shape: pooled }, { shape: pooled, dataType: 'int64' }],
    attributes,
  );
  if (values) scope.result(values);
  if (indices) scope.result(indices, 1);
}

interface OpenPooling {
  readonly p: PoolingParameter;
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly pad: readonly number[];
  readonly rounding: 'CEIL' | 'FLOOR';
}

/** Pooling of extents that are only known at run time: exact where nothing is padded. */
function poolOpen(
  scope: LayerScope,
  x: Operand,
  shape: Shape,
  { p, kernel, stride, pad, rounding }: OpenPooling,
): void {
  const isPadded = pad.some((value) => value > 0);
  if (isPadded && rounding === 'CEIL') {
    scope.warn(
      'caffe.open-pooling',
      'pools with padding what has no fixed size, where ONNX counts windows at the border otherwise. Give the input its dims (--shape).',
    );
  }
  const attributes = {
    kernel_shape: kernel,
    strides: stride,
    pads: [...pad, ...pad],
    ceil_mode: rounding === 'CEIL' ? 1 : 0,
    ...(p.pool === 'AVE' && { count_include_pad: isPadded ? 1 : 0 }),
  };
  const opType = p.pool === 'MAX' ? 'MaxPool' : 'AveragePool';
  scope.result(scope.node(opType, [x], { attributes, shape: [shape[0], shape[1], undefined, undefined] }));
}
