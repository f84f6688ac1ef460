import type { Node } from '../../ir/graph.ts';
import type { PatchBuilder } from '../../ir/patch.ts';
import { consumersOf, findShape, isGraphOutput } from '../../ir/query.ts';
import { tensorOfNumbers } from '../../ir/tensor.ts';
import { dropout } from '../../ops/dropout.ts';
import { tensorType } from '../../ops/inference.ts';
import type { Refusal } from '../fusion/refusal.ts';
import { moveToInputs, type OpsetUpgrade, refuseUpgrade } from './opset-upgrade.ts';

/**
 * The mask is bool since opset 10; `ratio` is an input and the mask of inference is all ones since 12.
 * Source: ONNX Dropout-7, -10, -12.
 */
export const upgradeDropout: readonly OpsetUpgrade[] = [
  {
    opTypes: ['Dropout'],
    since: 10,
    upgrade: (node, patch) => {
      const refusal = requireUnusedMask(node, patch);
      const [, mask] = node.outputs;
      if (!refusal && mask !== undefined)
        patch.setType(mask, tensorType('bool', findShape(patch.graph, node.outputs[0])));
      return refusal;
    },
  },
  {
    opTypes: ['Dropout'],
    since: 12,
    upgrade: (node, patch) => {
      const refusal = requireUnusedMask(node, patch);
      const { ratio } = dropout.decodeAttributes(node.attributes, 11);
      if (!refusal)
        moveToInputs(node, patch, ['ratio'], [ratio === undefined ? ratio : tensorOfNumbers('float32', [], [ratio])]);
      return refusal;
    },
  },
];

function requireUnusedMask(node: Node, { graph }: PatchBuilder): Refusal | undefined {
  const [, mask] = node.outputs;
  if (mask === undefined || (!isGraphOutput(graph, mask) && consumersOf(graph, mask).length === 0)) return undefined;
  return refuseUpgrade(graph, node, 'gives a mask that is used, and what it holds changed in opsets 10 and 12');
}
