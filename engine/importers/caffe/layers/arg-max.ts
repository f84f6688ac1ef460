import { productOf } from '../lower/layer-scope.ts';
import { defineLayer } from './layer-type.ts';

/**
 * The places of the `top_k` largest elements, or with `out_max_val` the elements: along an axis, or among all of a sample, where places
 * and values come one above the other as [N, 2, top_k]. Source: Caffe's ArgMaxLayer.
 */
export const argMax = defineLayer({
  types: ['ArgMax'],
  lower: (scope) => {
    const { out_max_val, top_k, axis } = scope.parameters.argmax_param;
    const count = scope.positive(top_k, 'top_k');
    const x = scope.input();
    const shape = scope.shapeOf(x);
    const isFlat = axis === undefined;
    const rows = isFlat
      ? scope.node('Reshape', [x, scope.ints([0, 1, -1])], { shape: [shape[0], 1, productOf(shape.slice(1))] })
      : x;
    const rowShape = scope.shapeOf(rows);
    const at = isFlat ? 2 : scope.axisOf(axis, shape.length);
    const found = rowShape.map((dim, index) => (index === at ? count : dim));
    const [values, places] = scope.outputs(
      'TopK',
      [rows, scope.ints([count])],
      [{ shape: found }, { shape: found, dataType: 'int64' }],
      { axis: at },
    );
    if (!values || !places) return;
    const numbers = () => scope.node('Cast', [places], { attributes: { to: 1 }, dataType: 'float32' });
    if (!out_max_val) scope.result(numbers());
    else if (!isFlat) scope.result(values);
    else
      scope.result(scope.node('Concat', [numbers(), values], { attributes: { axis: 1 }, shape: [shape[0], 2, count] }));
  },
});
