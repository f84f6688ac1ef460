import type { LayerScope } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';
import { scaledAndShifted } from './affine-input.ts';
import { defineLayer } from './layer-type.ts';

const attributeReductions = { ASUM: 'ReduceL1', SUMSQ: 'ReduceSumSquare', MEAN: 'ReduceMean' } as const;

/** The sum, sum of magnitudes, sum of squares or mean over all axes from `axis` on, times a coefficient. */
export const reduction = defineLayer({
  types: ['Reduction'],
  lower: (scope) => {
    const { operation, axis, coeff } = scope.parameters.reduction_param;
    const x = scope.input();
    const shape = scope.shapeOf(x);
    const first = scope.axisOf(axis, shape.length);
    const axes = Array.from({ length: shape.length - first }, (_, index) => first + index);
    const reduced = reduce(scope, x, operation, axes, first);
    scope.result(scaledAndShifted(scope, reduced, coeff, 0));
  },
});

function reduce(
  scope: LayerScope,
  x: Operand,
  operation: 'SUM' | keyof typeof attributeReductions,
  axes: readonly number[],
  first: number,
): Operand {
  const shape = x.shape?.slice(0, first);
  if (operation === 'SUM')
    return scope.node('ReduceSum', [x, scope.ints(axes)], { attributes: { keepdims: 0 }, shape });
  return scope.node(attributeReductions[operation], [x], { attributes: { axes, keepdims: 0 }, shape });
}
