import { findDataType } from '../../ir/query.ts';
import { tensorOfNumbers } from '../../ir/tensor.ts';
import { pad } from '../../ops/pad.ts';
import { intsTensor, moveToInputs, type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/** `pads` and the constant are inputs since opset 11; the constant has the data's type and is 0 where absent. Source: ONNX Pad-2, -11. */
export const upgradePad: OpsetUpgrade = {
  opTypes: ['Pad'],
  since: 11,
  upgrade: (node, patch) => {
    const { mode, value } = pad.decodeAttributes(node.attributes, 10);
    const pads = intsTensor(node.attributes, 'pads');
    if (!pads) return refuseUpgrade(patch.graph, node, 'has no pads');
    const constant = mode === 'constant' && value ? value : undefined;
    const dataType = findDataType(patch.graph, node.inputs[0]) ?? findDataType(patch.graph, node.outputs[0]);
    if (!dataType && constant !== undefined)
      return refuseUpgrade(patch.graph, node, 'has an input of unknown type, which its constant must have too');
    const scalar = dataType && constant !== undefined ? tensorOfNumbers(dataType, [], [constant]) : undefined;
    moveToInputs(node, patch, ['pads', 'value'], [pads, scalar]);
    return undefined;
  },
};
