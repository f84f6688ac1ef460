import { defineLayer } from './layer-type.ts';

/** y = min(max(x, 0), 6) */
export const relu6 = defineLayer({
  types: ['ReLU6'],
  lower: (scope) => scope.result(scope.node('Clip', [scope.input(), scope.scalar(0), scope.scalar(6)])),
});
