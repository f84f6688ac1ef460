import { defineLayer } from './layer-type.ts';

/** y = min(max(x, min), max) */
export const clip = defineLayer({
  types: ['Clip'],
  lower: (scope) => {
    const { min, max } = scope.parameters.clip_param;
    scope.result(scope.node('Clip', [scope.input(), scope.scalar(min), scope.scalar(max)]));
  },
});
