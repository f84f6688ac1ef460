import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';

/** Channels of [group, C/group] in the order of [C/group, group]. Source: the ShuffleChannel layer of ShuffleNet. */
export const shuffleChannel = defineLayer({
  types: ['ShuffleChannel'],
  lower: (scope) => {
    const group = scope.positive(scope.parameters.shuffle_channel_param.group, 'group');
    const x = scope.input();
    const shape = scope.shapeOf(x, 4);
    const [channels, height, width] = [scope.dimOf(x, 1), scope.dimOf(x, 2), scope.dimOf(x, 3)];
    if (channels % group !== 0) throw new LayerFault(`its ${group} groups do not divide ${channels} channels`);
    const grouped = [group, channels / group, height, width];
    const apart = scope.node('Reshape', [x, scope.ints([0, ...grouped])], { shape: [shape[0], ...grouped] });
    const shuffled = scope.node('Transpose', [apart], {
      attributes: { perm: [0, 2, 1, 3, 4] },
      shape: [shape[0], channels / group, group, height, width],
    });
    scope.result(scope.node('Reshape', [shuffled, scope.ints([0, channels, height, width])], { shape }));
  },
});
