import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';

/**
 * Bilinear resizing in which the corners stay where they are. Negative pads cut the input's border off before.
 * Source: the Interp layer of DeepLab and PSPNet.
 */
export const interp = defineLayer({
  types: ['Interp'],
  lower: (scope) => {
    const { height, width, zoom_factor, shrink_factor, pad_beg, pad_end } = scope.parameters.interp_param;
    const x = scope.input();
    const shape = scope.shapeOf(x, 4);
    if (pad_beg > 0 || pad_end > 0)
      throw new LayerFault('its pads are above 0, which only its own code gives a meaning');
    const cut = (axis: number) => scope.dimOf(x, axis) + pad_beg + pad_end;
    const source = [scope.positive(cut(2), 'height after cutting'), scope.positive(cut(3), 'width after cutting')];
    const reference = scope.inputs[1];
    const target = (axis: 2 | 3, given: number): number => {
      if (reference) return scope.dimOf(reference, axis);
      if (height > 0 && width > 0) return given;
      const extent = source[axis - 2] ?? 0;
      const shrunk = Math.floor((extent - 1) / scope.positive(shrink_factor, 'shrink_factor')) + 1;
      return shrunk + (shrunk - 1) * (scope.positive(zoom_factor, 'zoom_factor') - 1);
    };
    const sizes = [target(2, height), target(3, width)];
    const inner =
      pad_beg === 0 && pad_end === 0
        ? x
        : scope.node(
            'Slice',
            [
              x,
              scope.ints([-pad_beg, -pad_beg]),
              scope.ints(source.map((extent) => extent - pad_beg)),
              scope.ints([2, 3]),
            ],
            { shape: [shape[0], shape[1], ...source] },
          );
    // Scales would leave the batch open, but the extents that follow from them are rounded down.
    scope.countsOnBatch = true;
    const resized = [...scope.staticDims(shape.slice(0, 2)), ...sizes];
    scope.result(
      scope.node('Resize', [inner, undefined, undefined, scope.ints(resized)], {
        attributes: { mode: 'linear', coordinate_transformation_mode: 'align_corners' },
        shape: resized,
      }),
    );
  },
});
