import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';

/** As much of the first bottom, from the offsets on, as the second has from `axis` on. */
export const crop = defineLayer({
  types: ['Crop'],
  lower: (scope) => {
    const { axis, offset } = scope.parameters.crop_param;
    const x = scope.input();
    const shape = scope.shapeOf(x);
    const reference = scope.shapeOf(scope.input(1));
    if (shape.length !== reference.length) throw new LayerFault('its bottoms have different numbers of axes');
    const first = scope.axisOf(axis, shape.length);
    const count = shape.length - first;
    if (offset.length > 1 && offset.length !== count)
      throw new LayerFault(`it has ${offset.length} offsets for ${count} axes`);
    const axes = Array.from({ length: count }, (_, index) => first + index);
    const sizes = scope.staticDims(reference.slice(first));
    const starts = axes.map((_axis, index) => offset[index] ?? offset[0] ?? 0);
    const ends = starts.map((start, index) => start + (sizes[index] ?? 0));
    ends.forEach((end, index) => {
      const extent = shape[first + index];
      if (typeof extent === 'number' && end > extent)
        throw new LayerFault(`it crops to ${end} of ${extent} on axis ${first + index}`);
    });
    const inputs = [x, scope.ints(starts), scope.ints(ends), scope.ints(axes)];
    scope.result(scope.node('Slice', inputs, { shape: [...shape.slice(0, first), ...sizes] }));
  },
});
