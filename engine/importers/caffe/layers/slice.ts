import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';

/** Parts of a blob along an axis, cut at the given points or into as many equal parts as there are tops. */
export const slice = defineLayer({
  types: ['Slice'],
  lower: (scope) => {
    const { axis, slice_dim, slice_point } = scope.parameters.slice_param;
    const x = scope.input();
    const shape = scope.shapeOf(x);
    const at = scope.axisOf(slice_dim ?? axis, shape.length);
    const extent = scope.dimOf(x, at);
    const partCount = scope.layer.top.length;
    const sizes = partSizes(extent, partCount, slice_point);
    const shapes = sizes.map((size) => shape.map((dim, index) => (index === at ? size : dim)));
    const outputs = scope.outputs(
      'Split',
      [x, scope.ints(sizes)],
      shapes.map((part) => ({ shape: part })),
      { axis: at },
    );
    for (const [index, output] of outputs.entries()) scope.result(output, index);
  },
});

function partSizes(extent: number, partCount: number, points: readonly number[]): readonly number[] {
  if (points.length === 0) {
    if (partCount === 0 || extent % partCount !== 0)
      throw new LayerFault(`${extent} cannot be cut into ${partCount} equal parts`);
    return Array<number>(partCount).fill(extent / partCount);
  }
  if (points.length !== partCount - 1)
    throw new LayerFault(`it has ${points.length} slice points for ${partCount} tops`);
  const ends = [...points, extent];
  const sizes = ends.map((end, index) => end - (index === 0 ? 0 : (ends[index - 1] ?? 0)));
  if (sizes.some((size) => size <= 0))
    throw new LayerFault(`its slice points ${points.join(', ')} do not cut ${extent} in order`);
  return sizes;
}
