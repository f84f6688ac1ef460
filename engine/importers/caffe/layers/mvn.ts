import { defineLayer } from './layer-type.ts';

/** y = (x - mean) / (sqrt(variance) + eps), over the spatial axes or with `across_channels` over the whole sample. */
export const mvn = defineLayer({
  types: ['MVN'],
  lower: (scope) => {
    const { normalize_variance, across_channels, eps } = scope.parameters.mvn_param;
    const x = scope.input();
    const shape = scope.shapeOf(x, 3);
    const first = across_channels ? 1 : 2;
    const axes = Array.from({ length: shape.length - first }, (_, index) => first + index);
    const reduced = shape.map((dim, axis) => (axis >= first ? 1 : dim));
    const mean = (of: typeof x) => scope.node('ReduceMean', [of], { attributes: { axes }, shape: reduced });
    const centered = scope.node('Sub', [x, mean(x)]);
    if (!normalize_variance) return scope.result(centered);
    const variance = mean(scope.node('Mul', [centered, centered]));
    const deviation = scope.node('Add', [scope.node('Sqrt', [variance]), scope.scalar(eps)]);
    scope.result(scope.node('Div', [centered, deviation]));
  },
});
