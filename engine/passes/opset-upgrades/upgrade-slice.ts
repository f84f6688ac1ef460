import { intsTensor, moveToInputs, type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/** The bounds are inputs since opset 10. Source: ONNX Slice-1, -10. */
export const upgradeSlice: OpsetUpgrade = {
  opTypes: ['Slice'],
  since: 10,
  upgrade: (node, patch) => {
    const names = ['starts', 'ends', 'axes'];
    const bounds = names.map((name) => intsTensor(node.attributes, name));
    const [starts, ends] = bounds;
    if (!starts || !ends) return refuseUpgrade(patch.graph, node, 'has no bounds');
    moveToInputs(node, patch, names, bounds);
    return undefined;
  },
};
