import { LayerFault } from '../lower/layer-fault.ts';
import { scaledAndShifted } from './affine-input.ts';
import { defineLayer } from './layer-type.ts';

/** The base that stands for e. */
const NATURAL = -1;

/** ln(base) of a layer's field. */
export function naturalLog(base: number): number {
  if (base === NATURAL) return 1;
  if (base > 0 && base !== 1) return Math.log(base);
  throw new LayerFault(`its base is ${base}`);
}

/** y = base ^ (shift + scale * x), computed as exp(ln(base) * shift + ln(base) * scale * x). */
export const exp = defineLayer({
  types: ['Exp'],
  lower: (scope) => {
    const { base, scale, shift } = scope.parameters.exp_param;
    const factor = naturalLog(base);
    scope.result(scope.node('Exp', [scaledAndShifted(scope, scope.input(), scale * factor, shift * factor)]));
  },
});
