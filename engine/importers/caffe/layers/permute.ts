import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';

/** Axes in another order; those that are not named follow in theirs. Source: Caffe-SSD's PermuteLayer. */
export const permute = defineLayer({
  types: ['Permute'],
  lower: (scope) => {
    const { order } = scope.parameters.permute_param;
    const x = scope.input();
    const shape = scope.shapeOf(x);
    const axes = shape.map((_dim, axis) => axis);
    if (order.some((axis) => !axes.includes(axis)) || new Set(order).size !== order.length)
      throw new LayerFault(`its order ${order.join(', ')} is none of ${shape.length} axes`);
    const perm = [...order, ...axes.filter((axis) => !order.includes(axis))];
    if (perm[0] !== 0) scope.countsOnBatch = true;
    scope.result(scope.node('Transpose', [x], { attributes: { perm }, shape: perm.map((axis) => shape[axis]) }));
  },
});
