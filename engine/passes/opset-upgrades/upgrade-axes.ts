import { intsTensor, moveToInputs, type OpsetUpgrade } from './opset-upgrade.ts';

/** The axes are an input since opset 13; none means all in both. Source: ONNX Squeeze-11, -13; Unsqueeze-11, -13; ReduceSum-11, -13. */
export const upgradeAxes: OpsetUpgrade = {
  opTypes: ['Squeeze', 'Unsqueeze', 'ReduceSum'],
  since: 13,
  upgrade: (node, patch) => {
    const axes = intsTensor(node.attributes, 'axes');
    moveToInputs(node, patch, ['axes'], [axes?.dims[0] === 0 ? undefined : axes]);
    return undefined;
  },
};
