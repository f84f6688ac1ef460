import { attributesOf } from '../../ir/build.ts';
import type { Node } from '../../ir/graph.ts';
import type { PatchBuilder } from '../../ir/patch.ts';
import { findDataType, findShape } from '../../ir/query.ts';
import { normalizeAxis, type Shape } from '../../ir/shape.ts';
import { tensorOfInts } from '../../ir/tensor.ts';
import { tensorType } from '../../ops/inference.ts';
import { softmax } from '../../ops/softmax.ts';
import type { OpsetUpgrade } from './opset-upgrade.ts';

/**
 * Normalized along one axis since opset 13; together with all axes after it before.
 * Rewrite: Softmax(x, axis) = Reshape(Softmax(Flatten(x, axis), 1), shape of x), where an axis after `axis` may be longer than 1.
 * Exactness: exact for tensors that have elements. Source: ONNX Softmax-11, -13; so for LogSoftmax and Hardmax.
 */
export const upgradeSoftmax: OpsetUpgrade = {
  opTypes: ['Softmax', 'LogSoftmax', 'Hardmax'],
  since: 13,
  upgrade: (node, patch) => {
    const { axis } = softmax.decodeAttributes(node.attributes, 12);
    const shape = findShape(patch.graph, node.inputs[0]) ?? findShape(patch.graph, node.outputs[0]);
    if (isAlone(axis, shape)) patch.update(node.id, { attributes: attributesOf({ axis }) });
    else flatten(node, axis, shape, patch);
    return undefined;
  },
};

/** True where no axis after `axis` has more than one element. */
const isAlone = (axis: number, shape: Shape | undefined): boolean =>
  axis === -1 || (shape?.slice(normalizeAxis(axis, shape.length) + 1).every((dim) => dim === 1) ?? false);

function flatten(node: Node, axis: number, shape: Shape | undefined, patch: PatchBuilder): void {
  const [input] = node.inputs;
  const layer = patch.graph.layerOf.get(node.id);
  if (layer !== undefined) patch.ungroup(layer);
  const outputTypes = [tensorType(findDataType(patch.graph, input), [undefined, undefined])];
  const origins = [node.id];
  const rows = patch.add({
    opType: 'Flatten',
    inputs: [input],
    attributes: attributesOf({ axis }),
    outputTypes,
    origins,
  });
  const normalized = patch.add({
    opType: node.opType,
    name: node.name,
    inputs: [rows.output],
    attributes: attributesOf({ axis: 1 }),
    outputTypes,
    origins,
  });
  const isOpen = (shape ?? [undefined, undefined]).filter((dim) => typeof dim !== 'number').length > 1;
  const target =
    shape && !isOpen
      ? patch.constant(tensorOfInts(shape.map((dim) => (typeof dim === 'number' ? dim : -1))))
      : patch.add({
          opType: 'Shape',
          inputs: [input],
          outputTypes: [tensorType('int64', [shape?.length])],
          origins,
        }).output;
  patch.update(node.id, {
    opType: 'Reshape',
    name: '',
    inputs: [normalized.output, target],
    attributes: new Map(),
  });
}
