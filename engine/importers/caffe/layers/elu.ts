import { floatAttribute } from '../../../ir/build.ts';
import { defineLayer } from './layer-type.ts';

/** y = x above 0, alpha * (exp(x) - 1) below. */
export const elu = defineLayer({
  types: ['ELU'],
  lower: (scope) =>
    scope.result(
      scope.node('Elu', [scope.input()], { attributes: { alpha: floatAttribute(scope.parameters.elu_param.alpha) } }),
    ),
});
