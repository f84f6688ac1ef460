import { axisRange, broadcastAlong, parameterDims } from './along-axis.ts';
import { defineLayer } from './layer-type.ts';

/** y = x + bias, where bias is a parameter for some axes of x, or a second bottom. */
export const bias = defineLayer({
  types: ['Bias'],
  lower: (scope) => {
    const { axis, num_axes } = scope.parameters.bias_param;
    const x = scope.input();
    const rank = scope.shapeOf(x).length;
    if (scope.inputs.length > 1) {
      const second = scope.input(1);
      const first = scope.shapeOf(second, 0).length === 0 ? 0 : scope.axisOf(axis, rank);
      const added = broadcastAlong(scope, second, first, rank);
      return scope.result(scope.node('Add', [x, added], { shape: x.shape }));
    }
    const dims = num_axes === 0 ? [] : parameterDims(scope, x, axisRange(scope, x, axis, num_axes));
    scope.result(scope.node('Add', [x, scope.parameter(0, dims, 'shift')]));
  },
});
