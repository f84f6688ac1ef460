import { LayerFault } from '../lower/layer-fault.ts';
import type { LayerScope } from '../lower/layer-scope.ts';
import { defineLayer } from './layer-type.ts';

/**
 * With a mask as second bottom (SegNet, ENet): puts each element where a pooling found it, with zeros around. Without one (YOLO):
 * repeats each element.
 */
export const upsample = defineLayer({
  types: ['Upsample'],
  lower: (scope) => {
    const p = scope.parameters.upsample_param;
    const x = scope.input();
    const shape = scope.shapeOf(x, 4);
    const scales = [p.scale_h ?? p.scale, p.scale_w ?? p.scale].map((scale) => scope.positive(scale, 'scale'));
    if (scope.inputs.length > 1) return unpool(scope, scales);
    const sizes = [2, 3].map((axis, index) => {
      const dim = shape[axis];
      return typeof dim === 'number' ? dim * (scales[index] ?? 1) : undefined;
    });
    scope.result(
      scope.node('Resize', [x, undefined, scope.floats([1, 1, ...scales])], {
        attributes: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
        shape: [shape[0], shape[1], ...sizes],
      }),
    );
  },
});

function unpool(scope: LayerScope, scales: readonly number[]): void {
  const { upsample_h, upsample_w, pad_out_h, pad_out_w } = scope.parameters.upsample_param;
  const [x, mask] = [scope.input(), scope.input(1)];
  if (mask.dataType !== 'int64') throw new LayerFault('its mask does not come from a pooling');
  const [batch, channelCount] = scope.shapeOf(x, 4);
  const height = upsample_h ?? scope.dimOf(x, 2) * (scales[0] ?? 2) - (pad_out_h ? 1 : 0);
  const width = upsample_w ?? scope.dimOf(x, 3) * (scales[1] ?? 2) - (pad_out_w ? 1 : 0);
  const shape = [batch, channelCount, height, width];
  // The places count through the whole tensor, of every sample.
  scope.countsOnBatch = true;
  const target = scope.ints(scope.staticDims(shape));
  const attributes = { kernel_shape: scales, strides: scales };
  scope.result(scope.node('MaxUnpool', [x, mask, target], { attributes, shape }));
}
