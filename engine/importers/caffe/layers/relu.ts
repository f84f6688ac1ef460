import { floatAttribute } from '../../../ir/build.ts';
import { defineLayer } from './layer-type.ts';

/** y = max(x, 0) + negative_slope * min(x, 0) */
export const relu = defineLayer({
  types: ['ReLU'],
  lower: (scope) => {
    const { negative_slope } = scope.parameters.relu_param;
    const attributes = { alpha: floatAttribute(negative_slope) };
    scope.result(
      negative_slope === 0
        ? scope.node('Relu', [scope.input()])
        : scope.node('LeakyRelu', [scope.input()], { attributes }),
    );
  },
});
