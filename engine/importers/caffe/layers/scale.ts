import type { LayerScope } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';
import { axisRange, broadcastAlong, parameterDims } from './along-axis.ts';
import { channelAffine } from './channel-affine.ts';
import { defineLayer } from './layer-type.ts';

/** y = scale * x + bias, where scale and bias are parameters for some axes of x, or scale is a second bottom. */
export const scale = defineLayer({
  types: ['Scale'],
  lower: (scope) => {
    const { axis, num_axes, bias_term } = scope.parameters.scale_param;
    const x = scope.input();
    if (scope.inputs.length > 1) return scaleByInput(scope, x, axis, bias_term);
    const range = axisRange(scope, x, axis, num_axes);
    if (range.first === 1 && range.end === 2) {
      const dims = [scope.dimOf(x, 1)];
      const factor = scope.parameter(0, dims, 'scale');
      return scope.result(channelAffine(scope, x, factor, bias_term ? scope.parameter(1, dims, 'shift') : undefined));
    }
    const dims = num_axes === 0 ? [] : parameterDims(scope, x, range);
    const scaled = scope.node('Mul', [x, scope.parameter(0, dims, 'scale')]);
    scope.result(bias_term ? scope.node('Add', [scaled, scope.parameter(1, dims, 'shift')]) : scaled);
  },
});

function scaleByInput(scope: LayerScope, x: Operand, axis: number, hasBias: boolean): void {
  const rank = scope.shapeOf(x).length;
  const factor = scope.input(1);
  const factorRank = scope.shapeOf(factor, 0).length;
  // The batch of both is the same one, so an axis of 0 does not tie the network to its size.
  const first = factorRank === 0 ? 0 : scope.axisOf(axis, rank);
  const scaled = scope.node('Mul', [x, broadcastAlong(scope, factor, first, rank)], { shape: x.shape });
  if (!hasBias) {
    scope.result(scaled);
    return;
  }
  const dims = parameterDims(scope, x, { first, end: first + factorRank });
  scope.result(scope.node('Add', [scaled, scope.parameter(0, dims, 'shift')]));
}
