import { intsTensor, moveToInputs, type OpsetUpgrade } from './opset-upgrade.ts';

/** The lengths are an input since opset 13. Source: ONNX Split-11, -13. */
export const upgradeSplit: OpsetUpgrade = {
  opTypes: ['Split'],
  since: 13,
  upgrade: (node, patch) => {
    moveToInputs(node, patch, ['split'], [intsTensor(node.attributes, 'split')]);
    return undefined;
  },
};
