import { tensorOfInts } from '../../ir/tensor.ts';
import { topK } from '../../ops/top-k.ts';
import { moveToInputs, type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/** `K` is an input since opset 10. Source: ONNX TopK-1, -10; what -11 adds defaults to what was before. */
export const upgradeTopK: OpsetUpgrade = {
  opTypes: ['TopK'],
  since: 10,
  upgrade: (node, patch) => {
    const { k } = topK.decodeAttributes(node.attributes, 9);
    if (k === undefined) return refuseUpgrade(patch.graph, node, 'has no k');
    moveToInputs(node, patch, ['k'], [tensorOfInts([k])]);
    return undefined;
  },
};
