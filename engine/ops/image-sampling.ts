import type { Dim } from '../ir/shape.ts';
import { readChoice, readFlag, readFloat, readInt, readInts } from './attributes.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { decodeWindow } from './spatial.ts';

/** Operators that read an image at computed places. */

/** Shapes: X [N, C, d...], grid [N, o..., r] -> Y [N, C, o...]. Source: ONNX GridSample-16, -20. */
export const gridSample = defineOp({
  type: 'GridSample',
  domain: '',
  inputs: ['X', 'grid'],
  outputs: ['Y'],
  category: 'other',
  decodeAttributes: (attributes) => ({
    alignCorners: readFlag(attributes, 'align_corners', false),
    mode: readChoice(attributes, 'mode', ['bilinear', 'linear', 'nearest', 'bicubic', 'cubic'], 'linear'),
    paddingMode: readChoice(attributes, 'padding_mode', ['zeros', 'border', 'reflection'], 'zeros'),
  }),
  inferOutputs: ({ shape, dataType }) => {
    const [x, grid] = [shape(0), shape(1)];
    const spatial = grid?.slice(1, -1) ?? (x && unknownShape(x.length - 2));
    return [tensorType(dataType(0), spatial && [x?.[0] ?? grid?.[0], x?.[1], ...spatial])];
  },
  cost: noMacs,
});

/** Shapes: theta [N, r, r + 1], size [r + 2] -> grid [N, o..., r]. Source: ONNX AffineGrid-20. */
export const affineGrid = defineOp({
  type: 'AffineGrid',
  domain: '',
  inputs: ['theta', 'size'],
  outputs: ['grid'],
  category: 'other',
  decodeAttributes: (attributes) => ({ alignCorners: readFlag(attributes, 'align_corners', false) }),
  inferOutputs: ({ symbolicInts, dataType }) => {
    const size = symbolicInts(1);
    return [tensorType(dataType(0), size && [size[0], ...size.slice(2), size.length - 2])];
  },
  cost: noMacs,
});

/** Shapes: X [N, C, H, W], rois [R, 4], batch_indices [R] -> Y [R, C, height, width]. Source: ONNX RoiAlign-10, -16. */
export const roiAlign = defineOp({
  type: 'RoiAlign',
  domain: '',
  inputs: ['X', 'rois', 'batch_indices'],
  outputs: ['Y'],
  category: 'pooling',
  decodeAttributes: (attributes) => ({
    outputHeight: readInt(attributes, 'output_height', 1),
    outputWidth: readInt(attributes, 'output_width', 1),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(dataType(0), [shape(1)?.[0], shape(0)?.[1], attributes.outputHeight, attributes.outputWidth]),
  ],
  cost: noMacs,
});

/** Shapes: X [N, C, H, W], rois [R, 5] -> Y [R, C, height, width]. Source: ONNX MaxRoiPool-1. */
export const maxRoiPool = defineOp({
  type: 'MaxRoiPool',
  domain: '',
  inputs: ['X', 'rois'],
  outputs: ['Y'],
  category: 'pooling',
  decodeAttributes: (attributes) => ({
    pooledShape: readInts(attributes, 'pooled_shape', [1, 1]),
    spatialScale: readFloat(attributes, 'spatial_scale', 1),
  }),
  inferOutputs: ({ attributes, shape, dataType }) => [
    tensorType(dataType(0), [shape(1)?.[0], shape(0)?.[1], ...attributes.pooledShape]),
  ],
  cost: noMacs,
});

/** Puts pooled values back where they came from. Source: ONNX MaxUnpool-9, -11. */
export const maxUnpool = defineOp({
  type: 'MaxUnpool',
  domain: '',
  inputs: ['X', 'I', 'output_shape'],
  outputs: ['output'],
  category: 'pooling',
  decodeAttributes: (attributes) => decodeWindow(attributes),
  inferOutputs: ({ attributes: { strides, pads, kernelShape }, shape, dataType, symbolicInts, type }) => {
    const x = shape(0);
    if (type(2)) return [tensorType(dataType(0), symbolicInts(2) ?? (x && unknownShape(x.length)))];
    const spatial = x?.slice(2).map((extent, axis, all): Dim => {
      if (typeof extent !== 'number') return undefined;
      const padding = (pads?.[axis] ?? 0) + (pads?.[axis + all.length] ?? 0);
      return (extent - 1) * (strides?.[axis] ?? 1) + (kernelShape?.[axis] ?? 1) - padding;
    });
    return [tensorType(dataType(0), x && spatial && [...x.slice(0, 2), ...spatial])];
  },
  cost: noMacs,
});

/** `input_data` cut or padded around its centre to `shape`. Source: ONNX CenterCropPad-18. */
export const centerCropPad = defineOp({
  type: 'CenterCropPad',
  domain: '',
  inputs: ['input_data', 'shape'],
  outputs: ['output_data'],
  category: 'shape',
  decodeAttributes: (attributes) => ({ axes: readInts(attributes, 'axes', undefined) }),
  inferOutputs: ({ attributes, shape, dataType, symbolicInts }) => {
    const x = shape(0);
    const target = symbolicInts(1);
    const axes = attributes.axes ?? x?.map((_, axis) => axis);
    const result = x?.slice();
    if (x && result) {
      axes?.forEach((axis, index) => {
        result[axis < 0 ? axis + x.length : axis] = target?.[index];
      });
    }
    return [tensorType(dataType(0), result)];
  },
  cost: noMacs,
});
