import { type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/** An experiment with attributes of its own before opset 9. Source: ONNX MeanVarianceNormalization-9. */
export const upgradeMeanVarianceNormalization: OpsetUpgrade = {
  opTypes: ['MeanVarianceNormalization'],
  since: 9,
  upgrade: (node, patch) => refuseUpgrade(patch.graph, node, 'is an experimental operator before opset 9'),
};
