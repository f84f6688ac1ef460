import { findDataType } from '../../ir/query.ts';
import { tensorOfNumbers } from '../../ir/tensor.ts';
import { clip } from '../../ops/clip.ts';
import { moveToInputs, type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/** Bounds are inputs of the data's type since opset 11. An absent bound is the type's extreme in both. Source: ONNX Clip-6, -11. */
export const upgradeClip: OpsetUpgrade = {
  opTypes: ['Clip'],
  since: 11,
  upgrade: (node, patch) => {
    const { min, max } = clip.decodeAttributes(node.attributes, 10);
    const dataType = findDataType(patch.graph, node.inputs[0]) ?? findDataType(patch.graph, node.outputs[0]);
    if (!dataType && (min ?? max) !== undefined)
      return refuseUpgrade(patch.graph, node, 'has an input of unknown type, which its bounds must have too');
    const toScalar = (value: number | undefined) =>
      dataType && value !== undefined ? tensorOfNumbers(dataType, [], [value]) : undefined;
    moveToInputs(node, patch, ['min', 'max'], [toScalar(min), toScalar(max)]);
    return undefined;
  },
};
