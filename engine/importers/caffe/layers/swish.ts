import { defineLayer } from './layer-type.ts';

/** y = x * sigmoid(beta * x) */
export const swish = defineLayer({
  types: ['Swish'],
  lower: (scope) => {
    const x = scope.input();
    const { beta } = scope.parameters.swish_param;
    const scaled = beta === 1 ? x : scope.node('Mul', [x, scope.scalar(beta)]);
    scope.result(scope.node('Mul', [x, scope.node('Sigmoid', [scaled])]));
  },
});
