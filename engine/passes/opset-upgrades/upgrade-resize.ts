import { attributesOf } from '../../ir/build.ts';
import { findConstant } from '../../ir/query.ts';
import { tensorNumbers, tensorOfFloats } from '../../ir/tensor.ts';
import { resize } from '../../ops/resize.ts';
import { type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/** What Resize-11 calls the sampling of Upsample and Resize-10. An element that is made nearer takes the one before it. */
export const sampling = { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' } as const;

/** `roi`, which must be there in opset 11 and 12 although only 'tf_crop_and_resize' reads it. */
export const noRoi = tensorOfFloats([0], new Float32Array());

/** Of a coordinate less 1/2, by that of the coordinate. */
const roundingOf: ReadonlyMap<string, string> = new Map([
  ['floor', 'round_prefer_ceil'],
  ['round_prefer_floor', 'ceil'],
]);

/**
 * Sampling is chosen by attributes since opset 11. Resize-10 'nearest' takes the element before when it enlarges, the one
 * after when it shrinks. Opset 13 has no 'tf_half_pixel_for_nn', whose coordinates u are those of 'half_pixel' plus 1/2:
 * floor(u) = round(u - 1/2) with halves up, and round(u) with halves down = ceil(u - 1/2).
 * Source: ONNX Resize-10 with its conformance cases, -11, -13.
 */
export const upgradeResize: readonly OpsetUpgrade[] = [
  {
    opTypes: ['Resize'],
    since: 11,
    upgrade: (node, patch) => {
      const [x, scales] = node.inputs;
      const { mode } = resize.decodeAttributes(node.attributes, 10);
      const known = findConstant(patch.graph, scales);
      const factors = known && Array.from(tensorNumbers(known));
      if (mode === 'nearest' && !factors)
        return refuseUpgrade(patch.graph, node, 'has computed scales, on which its rounding depends before opset 11');
      const shrinks = factors?.some((factor) => factor < 1) ?? false;
      if (mode === 'nearest' && shrinks && factors?.some((factor) => factor > 1))
        return refuseUpgrade(patch.graph, node, 'enlarges one axis and shrinks another, each with its own rounding');
      const attributes = attributesOf({ ...sampling, ...(shrinks && { nearest_mode: 'ceil' }) });
      patch.update(node.id, {
        inputs: [x, patch.constant(noRoi), scales],
        attributes: new Map([...node.attributes, ...attributes]),
      });
      return undefined;
    },
  },
  {
    opTypes: ['Resize'],
    since: 13,
    upgrade: (node, patch) => {
      const { mode, nearestMode, coordinateTransformationMode } = resize.decodeAttributes(node.attributes, 12);
      if (coordinateTransformationMode !== 'tf_half_pixel_for_nn') return undefined;
      const rounding = mode === 'nearest' ? roundingOf.get(nearestMode) : undefined;
      if (rounding === undefined)
        return refuseUpgrade(patch.graph, node, 'samples by tf_half_pixel_for_nn, which opset 13 dropped');
      const attributes = attributesOf({ coordinate_transformation_mode: 'half_pixel', nearest_mode: rounding });
      patch.update(node.id, { attributes: new Map([...node.attributes, ...attributes]) });
      return undefined;
    },
  },
];
