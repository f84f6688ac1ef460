import type { DataType } from '../ir/data-type.ts';
import type { TensorType, ValueType } from '../ir/graph.ts';
import { broadcastShapes, type Dim, findAxis, type Shape } from '../ir/shape.ts';
import type { InferenceContext } from './op-spec.ts';

/** Parts that the `inferOutputs` of many operators are made of. */

/** A tensor type from what is known of it. Extents that no tensor can have count as unknown. */
export const tensorType = (dataType: DataType | undefined, shape: Shape | undefined): TensorType => ({
  kind: 'tensor',
  ...(dataType && { dataType }),
  ...(shape && { shape: shape.every(isPossible) ? shape : shape.map((dim) => (isPossible(dim) ? dim : undefined)) }),
});

/** False for negative, fractional and astronomic extents, which operators make of inputs that do not suit them. */
const isPossible = (dim: Dim): boolean => typeof dim !== 'number' || (Number.isSafeInteger(dim) && dim >= 0);

/** One output of the first input's type. */
export const likeFirst = ({ type }: InferenceContext): readonly (ValueType | undefined)[] => [type(0)];

/** One output of the first input's element type and the shape that all inputs broadcast to. */
export const broadcastAll = (node: InferenceContext): readonly ValueType[] => [
  tensorType(node.dataType(0), broadcastInputs(node)),
];

/** The shape that the inputs `from` and after broadcast to, or undefined where one of them is unknown. */
export function broadcastInputs(node: InferenceContext, from = 0): Shape | undefined {
  const shapes: Shape[] = [];
  for (let input = from; input < node.inputCount; input++) {
    const shape = node.shape(input);
    if (!shape) return undefined;
    shapes.push(shape);
  }
  return broadcastShapes(...shapes);
}

/** No tensor has more axes. */
const MAX_RANK = 1024;

/** A shape of which only the rank is known; undefined where no tensor has this rank. */
export const unknownShape = (rank: number): Shape | undefined =>
  Number.isInteger(rank) && rank >= 0 && rank <= MAX_RANK ? Array<Dim>(rank).fill(undefined) : undefined;

/** `shape` with the dimension at `axis`, which may count from the end, replaced. */
export const withDim = (shape: Shape, axis: number, dim: Dim): Shape => {
  const normalized = findAxis(axis, shape.length);
  return normalized === undefined ? shape.map(() => undefined) : shape.with(normalized, dim);
};

/** Elements of the first input, unchanged: for operators that only rearrange a shape tensor's dimensions. */
export const elementsOfFirst = ({ symbolicInts }: InferenceContext): readonly (Shape | undefined)[] => [
  symbolicInts(0),
];

/** A function of two dimensions applied along two lists of shape elements, of which one may be a single element. */
export function combineElements(
  { symbolicInts }: InferenceContext,
  combine: (a: Dim, b: Dim) => Dim,
): Shape | undefined {
  const [a, b] = [symbolicInts(0), symbolicInts(1)];
  if (!a || !b || (a.length !== b.length && a.length !== 1 && b.length !== 1)) return undefined;
  const length = a.length === 1 ? b.length : a.length;
  return Array.from({ length }, (_, index) => combine(a[a.length === 1 ? 0 : index], b[b.length === 1 ? 0 : index]));
}
