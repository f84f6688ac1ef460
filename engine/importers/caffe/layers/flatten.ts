import { LayerFault } from '../lower/layer-fault.ts';
import { productOf } from '../lower/layer-scope.ts';
import { defineLayer } from './layer-type.ts';

/** Axes from `axis` to `end_axis` as one. */
export const flatten = defineLayer({
  types: ['Flatten'],
  lower: (scope) => {
    const { axis, end_axis } = scope.parameters.flatten_param;
    const x = scope.input();
    const shape = scope.shapeOf(x);
    const first = scope.axisOf(axis, shape.length);
    const last = scope.axisOf(end_axis, shape.length);
    if (last < first) throw new LayerFault(`it flattens from axis ${first} to ${last}`);
    const length = productOf(shape.slice(first, last + 1));
    const flat = [...shape.slice(0, first), length, ...shape.slice(last + 1)];
    if (first === 1 && last === shape.length - 1)
      return scope.result(scope.node('Flatten', [x], { attributes: { axis: 1 }, shape: flat }));
    // A 0 copies the dim at its place, which those after the flattened axes have left.
    const after = shape.slice(last + 1).map((dim) => scope.staticDims([dim])[0] ?? 0);
    const target = [...shape.slice(0, first).map(() => 0), -1, ...after];
    scope.result(scope.node('Reshape', [x, scope.ints(target)], { shape: flat }));
  },
});
