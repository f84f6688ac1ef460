import type { Dim, Shape } from '../ir/shape.ts';
import { readChoice, readInt } from './attributes.ts';
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
    tensorType(dataType(0), rescaled(shape(0), 1 / blockSize ** 2, blockSize)),
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
    tensorType(dataType(0), rescaled(shape(0), blockSize ** 2, 1 / blockSize)),
  ],
  cost: noMacs,
});

function rescaled(x: Shape | undefined, channelFactor: number, spatialFactor: number): Shape | undefined {
  const scale = (dim: Dim, factor: number): Dim =>
    factor === 1 ? dim : typeof dim === 'number' ? Math.round(dim * factor) : undefined;
  return x?.map((dim, axis) => (axis === 0 ? dim : scale(dim, axis === 1 ? channelFactor : spatialFactor)));
}
