import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';

/**
 * Moves places into channels as YOLOv2 does: the sample is taken for [C/s^2, H*s, W*s], blocks of s by s become channels, and the
 * result is taken for [C*s^2, H/s, W/s]. Source: darknet's reorg_cpu.
 */
export const reorg = defineLayer({
  types: ['Reorg'],
  lower: (scope) => {
    const { stride, reverse } = scope.parameters.reorg_param;
    const s = scope.positive(stride, 'stride');
    const x = scope.input();
    const shape = scope.shapeOf(x, 4);
    const [channels, height, width] = [scope.dimOf(x, 1), scope.dimOf(x, 2), scope.dimOf(x, 3)];
    if (reverse) throw new LayerFault('it is reversed');
    if (channels % (s * s) !== 0 || height % s !== 0 || width % s !== 0)
      throw new LayerFault(`${channels} channels of ${height} x ${width} are no multiple of its stride ${s}`);
    const wide = [channels / (s * s), height * s, width * s];
    const taken = scope.node('Reshape', [x, scope.ints([0, ...wide])], { shape: [shape[0], ...wide] });
    const moved = scope.node('SpaceToDepth', [taken], { attributes: { blocksize: s }, shape });
    const deep = [channels * s * s, height / s, width / s];
    scope.result(scope.node('Reshape', [moved, scope.ints([0, ...deep])], { shape: [shape[0], ...deep] }));
  },
});
