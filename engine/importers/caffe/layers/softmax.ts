import { defineLayer } from './layer-type.ts';

/** y = exp(x) / sum(exp(x)) along an axis. */
export const softmax = defineLayer({
  types: ['Softmax'],
  lower: (scope) => {
    const x = scope.input();
    const { axis } = scope.parameters.softmax_param;
    const at = x.shape ? scope.axisOf(axis, x.shape.length) : axis;
    scope.result(scope.node('Softmax', [x], { attributes: { axis: at } }));
  },
});
