import type { Dim, Shape } from '../ir/shape.ts';
import { readChoice, readInt } from './attributes.ts';
import { multiplyDims, quotientOf } from './dims.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Moves blocks between channels and the image plane. Shapes: [N, C * b * b, H, W] <-> [N, C, H * b, W * b]. */

/** Source: ONNX DepthToSpace-1, -11 (mode), -13. */
export const depthToSpace = defineOp({
  type: 'DepthToSpace',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes) => ({
    blockSize: readInt(attributes, 'blocksize', 1),
    mode: readChoice(attributes, 'mode', ['DCR', 'CRD'], 'DCR'),
  }),
  inferOutputs: ({ attributes: { blockSize }, shape, dataType }) => [
    tensorType(dataType(0), rescaled(shape(0), divideBy(blockSize ** 2), multiplyBy(blockSize))),
  ],
  cost: noMacs,
});

/** Source: ONNX SpaceToDepth-1, -13. */
export const spaceToDepth = defineOp({
  type: 'SpaceToDepth',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes) => ({ blockSize: readInt(attributes, 'blocksize', 1) }),
  inferOutputs: ({ attributes: { blockSize }, shape, dataType }) => [
    tensorType(dataType(0), rescaled(shape(0), multiplyBy(blockSize ** 2), divideBy(blockSize))),
  ],
  cost: noMacs,
});

type Rescale = (dim: Dim) => Dim;

const multiplyBy =
  (factor: number): Rescale =>
  (dim) =>
    multiplyDims(dim, factor);

const divideBy =
  (divisor: number): Rescale =>
  (dim) =>
    quotientOf([dim], [divisor]);

const rescaled = (x: Shape | undefined, channels: Rescale, spatial: Rescale): Shape | undefined =>
  x?.map((dim, axis) => (axis === 0 ? dim : axis === 1 ? channels(dim) : spatial(dim)));
