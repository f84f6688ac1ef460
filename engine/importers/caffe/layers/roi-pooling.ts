import { floatAttribute } from '../../../ir/build.ts';
import { defineLayer } from './layer-type.ts';

/** The maximum of each cell of a grid over each region. Shapes: x [N, C, H, W]; regions [R, 5]: sample, x1, y1, x2, y2. */
export const roiPooling = defineLayer({
  types: ['ROIPooling'],
  lower: (scope) => {
    const { pooled_h, pooled_w, spatial_scale } = scope.parameters.roi_pooling_param;
    const grid = [scope.positive(pooled_h, 'pooled_h'), scope.positive(pooled_w, 'pooled_w')];
    const [x, regions] = [scope.input(), scope.input(1)];
    scope.countsOnBatch = true;
    scope.result(
      scope.node('MaxRoiPool', [x, regions], {
        attributes: { pooled_shape: grid, spatial_scale: floatAttribute(spatial_scale) },
        shape: [regions.shape?.[0], x.shape?.[1], ...grid],
      }),
    );
  },
});
