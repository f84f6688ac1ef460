import { attributesOf } from '../../ir/build.ts';
import { tensorOfFloats } from '../../ir/tensor.ts';
import { upsample } from '../../ops/resize.ts';
import { type OpsetUpgrade, refuseUpgrade, withoutAttributes } from './opset-upgrade.ts';
import { noRoi, sampling } from './upgrade-resize.ts';

/** Resize since opset 10; said in the form of 11, which needs no look at the scales: none is below 1. Source: ONNX Upsample-7, -9. */
export const upgradeUpsample: OpsetUpgrade = {
  opTypes: ['Upsample'],
  since: 11,
  upgrade: (node, patch) => {
    const { scales } = upsample.decodeAttributes(node.attributes, 10);
    const given =
      node.inputs[1] ?? (scales && patch.constant(tensorOfFloats([scales.length], Float32Array.from(scales))));
    if (given === undefined) return refuseUpgrade(patch.graph, node, 'has no scales');
    patch.update(node.id, {
      opType: 'Resize',
      inputs: [node.inputs[0], patch.constant(noRoi), given],
      attributes: new Map([...withoutAttributes(node.attributes, ['scales']), ...attributesOf(sampling)]),
    });
    return undefined;
  },
};
