import { type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/** Source: ONNX Scan-8, -9. */
export const upgradeScan: OpsetUpgrade = {
  opTypes: ['Scan'],
  since: 9,
  upgrade: (node, patch) => refuseUpgrade(patch.graph, node, 'runs over a batch of sequences, which opset 9 dropped'),
};
