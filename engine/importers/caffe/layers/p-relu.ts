import { defineLayer } from './layer-type.ts';

/** y = max(x, 0) + slope * min(x, 0), with a slope per channel, or one for all. */
export const pRelu = defineLayer({
  types: ['PReLU'],
  lower: (scope) => {
    const x = scope.input();
    const rank = scope.shapeOf(x, 2).length;
    const channelCount = scope.parameters.prelu_param.channel_shared ? 1 : scope.dimOf(x, 1);
    const dims = [channelCount, ...Array<number>(rank - 2).fill(1)];
    scope.result(scope.node('PRelu', [x, scope.parameter(0, dims, 'slope')]));
  },
});
