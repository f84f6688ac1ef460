import { scaledAndShifted } from './affine-input.ts';
import { defineLayer } from './layer-type.ts';

/** y = (shift + scale * x) ^ power */
export const power = defineLayer({
  types: ['Power'],
  lower: (scope) => {
    const { power: exponent, scale, shift } = scope.parameters.power_param;
    const x = scope.input();
    const inner = scaledAndShifted(scope, x, scale, shift);
    if (exponent !== 1) scope.result(scope.node('Pow', [inner, scope.scalar(exponent)]));
    else scope.result(inner === x ? scope.node('Identity', [x]) : inner);
  },
});
