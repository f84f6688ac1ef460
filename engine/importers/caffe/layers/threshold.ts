import { defineLayer } from './layer-type.ts';

/** y = 1 where x > threshold, else 0. */
export const threshold = defineLayer({
  types: ['Threshold'],
  lower: (scope) => {
    const limit = scope.scalar(scope.parameters.threshold_param.threshold);
    const above = scope.node('Greater', [scope.input(), limit], { dataType: 'bool' });
    scope.result(scope.node('Cast', [above], { attributes: { to: 1 }, dataType: 'float32' }));
  },
});
