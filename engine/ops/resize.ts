import type { Attributes } from '../ir/graph.ts';
import { type Dim, findAxes, type Shape } from '../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../ir/tensor.ts';
import { readChoice, readFlag, readFloat, readFloats, readInts } from './attributes.ts';
import { multiplyDims } from './dims.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Resamples `X`: each axis to floor(extent * scale), whatever `roi` cuts out, or to the size that `sizes` gives.
 * In opset 10 the second input is `scales`; `axes` names the axes that are resized from 18 on.
 * Source: ONNX Resize-10, -11, -13, -18, -19.
 */
export const resize = defineOp({
  type: 'Resize',
  domain: '',
  inputs: ['X', 'roi', 'scales', 'sizes'],
  outputs: ['Y'],
  category: 'other',
  decodeAttributes: (attributes, opset) => ({
    mode: readChoice(attributes, 'mode', ['nearest', 'linear', 'cubic'], 'nearest'),
    coordinateTransformationMode: readChoice(
      attributes,
      'coordinate_transformation_mode',
      [
        'half_pixel',
        'half_pixel_symmetric',
        'pytorch_half_pixel',
        'align_corners',
        'asymmetric',
        'tf_half_pixel_for_nn',
        'tf_crop_and_resize',
      ],
      opset < 11 ? 'asymmetric' : 'half_pixel',
    ),
    nearestMode: readChoice(
      attributes,
      'nearest_mode',
      ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'],
      opset < 11 ? 'floor' : 'round_prefer_floor',
    ),
    cubicCoefficient: readFloat(attributes, 'cubic_coeff_a', -0.75),
    excludeOutside: readFlag(attributes, 'exclude_outside', false),
    extrapolationValue: readFloat(attributes, 'extrapolation_value', 0),
    antialias: readFlag(attributes, 'antialias', false),
    axes: readInts(attributes, 'axes', undefined),
    keepAspectRatioPolicy: readChoice(
      attributes,
      'keep_aspect_ratio_policy',
      ['stretch', 'not_larger', 'not_smaller'],
      'stretch',
    ),
  }),
  inferOutputs: ({ attributes, opset, shape, dataType, constant, symbolicInts }) => {
    const x = shape(0);
    if (!x) return [tensorType(dataType(0), undefined)];
    const axes = findAxes(attributes.axes ?? x.map((_, axis) => axis), x.length);
    if (!axes) return [tensorType(dataType(0), unknownShape(x.length))];
    const sizes = symbolicInts(3);
    if (sizes?.length === axes.length) {
      return [tensorType(dataType(0), resizedTo(x, axes, sizes, attributes.keepAspectRatioPolicy))];
    }
    const scales = numbersOf(constant(opset < 11 ? 1 : 2));
    if (scales?.length !== axes.length) return [tensorType(dataType(0), unknownShape(x.length))];
    const result = x.slice();
    axes.forEach((axis, index) => {
      result[axis] = scaledDim(x[axis], scales[index]);
    });
    return [tensorType(dataType(0), result)];
  },
  cost: noMacs,
});

/** Source: ONNX Upsample-7 (scales as an attribute), -9 (as an input); since 10, Resize. */
export const upsample = defineOp({
  type: 'Upsample',
  domain: '',
  inputs: ['X', 'scales'],
  outputs: ['Y'],
  category: 'other',
  decodeAttributes: (attributes) => ({
    mode: readChoice(attributes, 'mode', ['nearest', 'linear'], 'nearest'),
    scales: readFloats(attributes, 'scales', firstScales(attributes)),
  }),
  inferOutputs: ({ attributes, shape, dataType, constant }) => {
    const scales = attributes.scales ?? numbersOf(constant(1));
    return [
      tensorType(
        dataType(0),
        shape(0)?.map((dim, axis) => scaledDim(dim, scales?.[axis])),
      ),
    ];
  },
  cost: noMacs,
});

/** Upsample-1 scales an image's height and width only. */
function firstScales(attributes: Attributes): readonly number[] | undefined {
  const height = readFloat(attributes, 'height_scale', undefined);
  const width = readFloat(attributes, 'width_scale', undefined);
  return height === undefined || width === undefined ? undefined : [1, 1, height, width];
}

const numbersOf = (tensor: Tensor | undefined): readonly number[] | undefined =>
  tensor && Array.from(tensorNumbers(tensor));

function scaledDim(dim: Dim, scale: number | undefined): Dim {
  if (scale === 1) return dim;
  if (scale === undefined) return undefined;
  if (typeof dim === 'number') return Math.floor(dim * scale);
  return Number.isInteger(scale) ? multiplyDims(dim, scale) : undefined;
}

function resizedTo(
  x: Shape,
  axes: readonly number[],
  sizes: Shape,
  policy: 'stretch' | 'not_larger' | 'not_smaller',
): Shape {
  const result = x.slice();
  if (policy === 'stretch') {
    axes.forEach((axis, index) => {
      result[axis] = sizes[index];
    });
    return result;
  }
  const ratios = axes.map((axis, index) => {
    const [extent, wanted] = [x[axis], sizes[index]];
    return typeof extent === 'number' && typeof wanted === 'number' ? wanted / extent : Number.NaN;
  });
  const ratio = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
  for (const axis of axes) {
    const extent = x[axis];
    result[axis] = typeof extent === 'number' && !Number.isNaN(ratio) ? Math.round(extent * ratio) : undefined;
  }
  return result;
}
