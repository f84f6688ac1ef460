/** A dimension: its extent, the name it goes by, or undefined where nothing is known. */
export type Dim = number | string | undefined;
export type Shape = readonly Dim[];

export const isStatic = (shape: Shape): shape is readonly number[] => shape.every((dim) => typeof dim === 'number');

/** Number of elements of static dims; 1 for a scalar. */
export const elementCountOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

/** Number of elements with every unknown dimension taken as `unknownAs`. */
export const nominalElementCount = (shape: Shape, unknownAs = 1): number =>
  shape.reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : unknownAs), 1);

/** '[N, 3, ?, 224]' */
export const printShape = (shape: Shape): string => `[${shape.map((dim) => dim ?? '?').join(', ')}]`;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, axis) => dim !== undefined && dim === b[axis]);

/** Turns an axis that may count from the end into one that counts from the start. */
export const normalizeAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** An axis counted from the front; undefined where a damaged file names one that the rank does not have. */
export function findAxis(axis: number, rank: number): number | undefined {
  const normalized = normalizeAxis(axis, rank);
  return normalized >= 0 && normalized < rank ? normalized : undefined;
}

/** The same of several; undefined where there is one that the rank does not have. */
export function findAxes(axes: readonly number[], rank: number): readonly number[] | undefined {
  const found = axes.map((axis) => findAxis(axis, rank)).filter((axis) => axis !== undefined);
  return found.length === axes.length ? found : undefined;
}

/**
 * The shape of an elementwise operation on several shapes, or undefined where they cannot be combined.
 * Source: ONNX "Broadcasting in ONNX" (multidirectional). An unknown dimension beside 1 or another unknown stays unknown.
 */
export function broadcastShapes(...shapes: readonly Shape[]): Shape | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let dim: Dim = 1;
    for (const shape of shapes) {
      const index = axis - (rank - shape.length);
      if (index < 0) continue;
      const other = shape[index];
      if (other === 1 || other === dim) continue;
      if (dim === 1) dim = other;
      else if (typeof dim === 'number' && typeof other === 'number') return undefined;
      else if (typeof other === 'number') dim = other;
      else if (typeof dim !== 'number') dim = undefined;
    }
    result.push(dim);
  }
  return result;
}
