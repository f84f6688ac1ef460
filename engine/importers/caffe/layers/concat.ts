import type { Dim, Shape } from '../../../ir/shape.ts';
import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';

/** Bottoms one after the other along an axis. */
export const concat = defineLayer({
  types: ['Concat'],
  lower: (scope) => {
    const { axis, concat_dim } = scope.parameters.concat_param;
    const wanted = concat_dim ?? axis;
    scope.input();
    const shapes = scope.inputs.map(({ shape }) => shape);
    const [first] = shapes;
    if (shapes.some((shape) => shape === undefined)) {
      if (wanted === 0) scope.countsOnBatch = true;
      return scope.result(scope.node('Concat', scope.inputs, { attributes: { axis: wanted }, shape: undefined }));
    }
    const at = scope.axisOf(wanted, first?.length ?? 0);
    const shape = joined(
      shapes.filter((known) => known !== undefined),
      at,
    );
    scope.result(scope.node('Concat', scope.inputs, { attributes: { axis: at }, shape }));
  },
});

function joined(shapes: readonly Shape[], axis: number): Shape {
  const [first = []] = shapes;
  for (const shape of shapes) {
    if (shape.length !== first.length) throw new LayerFault('its bottoms have different numbers of axes');
    shape.forEach((dim, index) => {
      const other = first[index];
      if (index !== axis && typeof dim === 'number' && typeof other === 'number' && dim !== other)
        throw new LayerFault(`its bottoms differ on axis ${index}: ${other} and ${dim}`);
    });
  }
  const extent = shapes.reduce<Dim>((sum, shape) => {
    const dim = shape[axis];
    return typeof sum === 'number' && typeof dim === 'number' ? sum + dim : undefined;
  }, 0);
  return first.map((dim, index) => (index === axis ? extent : dim));
}
