import { broadcastShapes, elementCountOf, isStatic } from '../ir/shape.ts';
import { tensorNumbers } from '../ir/tensor.ts';
import { broadcastInputs, tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { broadcastOffsets, offsetsOf, pick, place, single, steps } from './tensor-math.ts';

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
  evaluate: ({ inputs: [condition, x, y] }) => {
    const dims = condition && x && y && broadcastShapes(condition.dims, x.dims, y.dims);
    if (!dims || !isStatic(dims) || x.dataType !== y.dataType) return undefined;
    const [xCount, yCount] = [elementCountOf(x.dims), elementCountOf(y.dims)];
    const both = place(
      [xCount + yCount],
      [
        { tensor: x, offsets: offsetsOf([steps(xCount, 1)]) },
        { tensor: y, offsets: offsetsOf([steps(yCount, 1)], xCount) },
      ],
    );
    const [choices, fromX, fromY] = [condition, x, y].map((tensor) => broadcastOffsets(tensor.dims, dims));
    if (!both || !choices || !fromX || !fromY) return undefined;
    const holds = tensorNumbers(condition);
    const offsets = choices.map((choice, index) =>
      holds[choice] ? (fromX[index] ?? 0) : xCount + (fromY[index] ?? 0),
    );
    return single(pick(both, dims, offsets));
  },
});
