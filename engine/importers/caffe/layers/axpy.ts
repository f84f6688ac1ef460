import { broadcastAlong } from './along-axis.ts';
import { defineLayer } from './layer-type.ts';

/** y = a * x + b, with a per sample and channel. Shapes: a [N, C] or [N, C, 1, 1]; x, b [N, C, H, W]. Source: SENet. */
export const axpy = defineLayer({
  types: ['Axpy'],
  lower: (scope) => {
    const [a, x, b] = [scope.input(), scope.input(1), scope.input(2)];
    const factor = broadcastAlong(scope, a, 0, scope.shapeOf(x, 4).length);
    scope.result(scope.node('Add', [scope.node('Mul', [x, factor], { shape: x.shape }), b]));
  },
});
