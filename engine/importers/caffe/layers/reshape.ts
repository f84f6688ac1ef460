import type { Dim, Shape } from '../../../ir/shape.ts';
import { LayerFault } from '../lower/layer-fault.ts';
import type { LayerScope } from '../lower/layer-scope.ts';
import { defineLayer } from './layer-type.ts';

/**
 * The same elements under other dims, of which 0 copies the dim at its place in the reshaped part and -1 is what is left. The part
 * is `num_axes` axes from `axis` on. Source: Caffe's ReshapeLayer.
 */
export const reshape = defineLayer({
  types: ['Reshape'],
  lower: (scope) => {
    const { shape: wanted, axis, num_axes } = scope.parameters.reshape_param;
    const x = scope.input();
    const shape = scope.shapeOf(x, 0);
    const rank = shape.length;
    // From the end it counts from behind the last axis.
    const first = axis < 0 ? axis + rank + 1 : axis;
    const end = num_axes < 0 ? rank : first + num_axes;
    if (first < 0 || end > rank || first > end)
      throw new LayerFault(`its axis ${axis} and num_axes ${num_axes} are not those of ${rank} axes`);
    const replaced = shape.slice(first, end);
    const [before, after] = [shape.slice(0, first), shape.slice(end)];
    const middle = wanted.dim.map((dim, index) => {
      if (dim === 0 && index >= replaced.length)
        throw new LayerFault(`its dim ${index} copies an axis that is not there`);
      return dim === 0 ? replaced[index] : dim;
    });
    if (middle.filter((dim) => dim === -1).length > 1) throw new LayerFault('more than one of its dims is -1');
    const resolved = resolve(middle, replaced);
    const result = [...before, ...resolved, ...after];
    tieToBatch(scope, shape, result);
    scope.result(scope.node('Reshape', [x, scope.ints(targetOf(scope, shape, result))], { shape: result }));
  },
});

/** The dims with -1 worked out, where it can be. */
function resolve(dims: readonly Dim[], replaced: Shape): readonly Dim[] {
  const known = (shape: readonly Dim[]) =>
    shape.reduce<number>((product, dim) => (typeof dim === 'number' ? product * Math.abs(dim) : product), 1);
  const names = (shape: readonly Dim[]) => shape.filter((dim) => typeof dim !== 'number');
  const total = known(replaced);
  const given = known(dims.map((dim) => (dim === -1 ? 1 : dim)));
  const [openBefore, openAfter] = [names(replaced), names(dims)];
  const hole = dims.indexOf(-1);
  if (hole < 0) {
    if (openBefore.length === 0 && total !== given) throw new LayerFault(`it makes ${given} elements of ${total}`);
    return dims;
  }
  if (openBefore.length === openAfter.length) {
    if (given === 0 || total % given !== 0) throw new LayerFault(`${total} elements do not fit its dims`);
    return dims.with(hole, total / given);
  }
  // The open dim is in the hole: it stays itself where nothing else is.
  const [open] = openBefore;
  return dims.with(hole, openBefore.length === 1 && total === given ? open : undefined);
}

/** An open batch that does not stay first is tied to its size. */
function tieToBatch(scope: LayerScope, shape: Shape, result: Shape): void {
  if (typeof shape[0] !== 'number' && result[0] !== shape[0]) scope.countsOnBatch = true;
}

/** Dims as ONNX's Reshape takes them: 0 keeps the dim at its place, -1 is worked out once. */
function targetOf(scope: LayerScope, shape: Shape, result: Shape): readonly number[] {
  let isInferred = false;
  return result.map((dim, index) => {
    if (typeof dim === 'number') return dim;
    if (dim !== undefined && dim === shape[index]) return 0;
    if (isInferred) scope.staticDims([dim]);
    isInferred = true;
    return -1;
  });
}
