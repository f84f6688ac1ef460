import type { OpsetUpgrade } from './opset-upgrade.ts';

/** Renamed in opset 11. Source: ONNX Scatter-9, ScatterElements-11. */
export const upgradeScatter: OpsetUpgrade = {
  opTypes: ['Scatter'],
  since: 11,
  upgrade: (node, patch) => {
    patch.update(node.id, { opType: 'ScatterElements' });
    return undefined;
  },
};
