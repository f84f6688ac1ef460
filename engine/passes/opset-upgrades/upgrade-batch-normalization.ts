import { batchNormalization } from '../../ops/batch-normalization.ts';
import { type OpsetUpgrade, refuseUpgrade, withoutAttributes } from './opset-upgrade.ts';

/** Source: ONNX BatchNormalization-7, -9 (no `spatial` any more), -14 (training by an attribute instead of extra outputs). */
export const upgradeBatchNormalization: readonly OpsetUpgrade[] = [
  {
    opTypes: ['BatchNormalization'],
    since: 9,
    upgrade: (node, patch) => {
      if (!batchNormalization.decodeAttributes(node.attributes, 8).spatial)
        return refuseUpgrade(patch.graph, node, 'has statistics per element (spatial = 0), which opset 9 dropped');
      if (node.attributes.has('spatial'))
        patch.update(node.id, { attributes: withoutAttributes(node.attributes, ['spatial']) });
      return undefined;
    },
  },
  {
    opTypes: ['BatchNormalization'],
    since: 14,
    upgrade: (node, patch) =>
      node.outputs.slice(1).some((output) => output !== undefined)
        ? refuseUpgrade(patch.graph, node, 'trains: it gives statistics')
        : undefined,
  },
];
