import { isFloat } from '../../ir/data-type.ts';
import { findDataType } from '../../ir/query.ts';
import { type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/** Integers are no inputs any more since opset 13. Source: ONNX Erf-9, -13. */
export const upgradeErf: OpsetUpgrade = {
  opTypes: ['Erf'],
  since: 13,
  upgrade: (node, patch) => {
    const dataType = findDataType(patch.graph, node.inputs[0]);
    return dataType && !isFloat(dataType)
      ? refuseUpgrade(patch.graph, node, `takes ${dataType}, which opset 13 dropped`)
      : undefined;
  },
};
