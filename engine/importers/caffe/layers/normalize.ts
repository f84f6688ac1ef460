import { defineLayer } from './layer-type.ts';

/** y = scale * x / sqrt(sum(x^2) + eps), with the sum over the sample or over the channels of each place. Source: Caffe-SSD. */
export const normalize = defineLayer({
  types: ['Normalize'],
  lower: (scope) => {
    const { across_spatial, channel_shared, eps } = scope.parameters.norm_param;
    const x = scope.input();
    const shape = scope.shapeOf(x, 4);
    const axes = across_spatial ? shape.map((_dim, axis) => axis).slice(1) : [1];
    const reduced = shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    const squares = scope.node('ReduceSumSquare', [x], { attributes: { axes }, shape: reduced });
    const length = scope.node('Sqrt', [scope.node('Add', [squares, scope.scalar(eps)])]);
    const unit = scope.node('Div', [x, length]);
    const dims = channel_shared ? [1] : [scope.dimOf(x, 1), 1, 1];
    scope.result(scope.node('Mul', [unit, scope.parameter(0, dims, 'scale')]));
  },
});
