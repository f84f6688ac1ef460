import { attributesOf } from '../../ir/build.ts';
import type { OpsetUpgrade } from './opset-upgrade.ts';

/** The default changed in opset 16 to shifting regions by half a pixel. Source: ONNX RoiAlign-10, -16. */
export const upgradeRoiAlign: OpsetUpgrade = {
  opTypes: ['RoiAlign'],
  since: 16,
  upgrade: (node, patch) => {
    const unshifted = attributesOf({ coordinate_transformation_mode: 'output_half_pixel' });
    patch.update(node.id, { attributes: new Map([...node.attributes, ...unshifted]) });
    return undefined;
  },
};
