import { scaledAndShifted } from './affine-input.ts';
import { naturalLog } from './exp.ts';
import { defineLayer } from './layer-type.ts';

/** y = log_base(shift + scale * x) */
export const log = defineLayer({
  types: ['Log'],
  lower: (scope) => {
    const { base, scale, shift } = scope.parameters.log_param;
    const natural = scope.node('Log', [scaledAndShifted(scope, scope.input(), scale, shift)]);
    scope.result(scaledAndShifted(scope, natural, 1 / naturalLog(base), 0));
  },
});
