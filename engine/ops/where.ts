import { broadcastInputs, tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** X where `condition` holds, else Y; all three broadcast. Source: ONNX Where-9, -16. */
export const where = defineOp({
  type: 'Where',
  domain: '',
  inputs: ['condition', 'X', 'Y'],
  outputs: ['output'],
  category: 'elementwise',
  decodeAttributes: noAttributes,
  inferOutputs: (node) => [tensorType(node.dataType(1) ?? node.dataType(2), broadcastInputs(node))],
  inferElements: ({ symbolicInts, shape }) => {
    const [condition, x, y] = [symbolicInts(0), symbolicInts(1), symbolicInts(2)];
    if (!condition || !x || !y || [shape(0), shape(1), shape(2)].some((dims) => (dims?.length ?? 0) > 1)) return [];
    const length = Math.max(condition.length, x.length, y.length);
    const at = <E>(list: readonly E[], index: number) => list[list.length === 1 ? 0 : index];
    return [
      Array.from({ length }, (_, index) => {
        const choice = at(condition, index);
        return typeof choice === 'number' ? at(choice === 0 ? y : x, index) : undefined;
      }),
    ];
  },
  cost: noMacs,
});
