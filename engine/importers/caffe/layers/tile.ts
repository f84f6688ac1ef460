import { defineLayer } from './layer-type.ts';

/** A blob repeated along an axis. */
export const tile = defineLayer({
  types: ['Tile'],
  lower: (scope) => {
    const { axis, tiles } = scope.parameters.tile_param;
    const x = scope.input();
    const shape = scope.shapeOf(x);
    const at = scope.axisOf(axis, shape.length);
    const count = scope.positive(tiles, 'tiles');
    const repeats = shape.map((_dim, index) => (index === at ? count : 1));
    const tiled = shape.map((dim, index) => (index !== at ? dim : typeof dim === 'number' ? dim * count : undefined));
    scope.result(scope.node('Tile', [x, scope.ints(repeats)], { shape: tiled }));
  },
});
