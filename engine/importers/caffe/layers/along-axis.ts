import type { LayerScope } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';

/** Axes of a parameter that applies from an axis of what the layer reads on. */
export interface AxisRange {
  readonly first: number;
  readonly end: number;
}

/** The axes that `axis` and `num_axes` mean; all from `axis` on for -1. */
export function axisRange(scope: LayerScope, x: Operand, axis: number, axisCount: number): AxisRange {
  const rank = scope.shapeOf(x).length;
  const first = axisCount === 0 ? 0 : scope.axisOf(axis, rank);
  const end = axisCount < 0 ? rank : Math.min(rank, first + axisCount);
  return { first, end };
}

/** A second operand whose axes stand for some of the first's, with axes of 1 added so that it broadcasts. */
export function broadcastAlong(scope: LayerScope, operand: Operand, first: number, rank: number): Operand {
  const shape = scope.shapeOf(operand, 0);
  const trailing = rank - first - shape.length;
  if (trailing <= 0) return operand;
  const dims = [...shape, ...Array<number>(trailing).fill(1)];
  const axes = Array.from({ length: trailing }, (_, index) => shape.length + index);
  return scope.node('Unsqueeze', [operand, scope.ints(axes)], { shape: dims });
}

/** Dims of a trained parameter for those axes, with axes of 1 added so that it broadcasts. */
export function parameterDims(scope: LayerScope, x: Operand, { first, end }: AxisRange): readonly number[] {
  const shape = scope.shapeOf(x);
  return shape.slice(first).map((dim, index) => (first + index >= end ? 1 : (scope.staticDims([dim])[0] ?? 1)));
}
