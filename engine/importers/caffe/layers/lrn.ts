import { floatAttribute } from '../../../ir/build.ts';
import { LayerFault } from '../lower/layer-fault.ts';
import type { LayerScope } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';
import type { LayerParameters } from '../schema/parameters.ts';
import { defineLayer } from './layer-type.ts';

/**
 * y = x / (k + alpha / n * sum(x^2)) ^ beta, with the sum over `local_size` channels; or over a window of `local_size` by
 * `local_size` of one channel, where the alpha / n is alpha / n^2 and k is 1. Source: Caffe's LRNLayer.
 */
export const lrn = defineLayer({
  types: ['LRN'],
  lower: (scope) => {
    const p = scope.parameters.lrn_param;
    const size = scope.positive(p.local_size, 'local_size');
    if (size % 2 === 0) throw new LayerFault(`its local_size ${size} is even`);
    const x = scope.input();
    scope.shapeOf(x, 4);
    if (p.norm_region === 'WITHIN_CHANNEL') return scope.result(withinChannel(scope, x, p));
    const attributes = {
      size,
      alpha: floatAttribute(p.alpha),
      beta: floatAttribute(p.beta),
      bias: floatAttribute(p.k),
    };
    scope.result(scope.node('LRN', [x], { attributes }));
  },
});

function withinChannel(
  scope: LayerScope,
  x: Operand,
  { local_size, alpha, beta }: LayerParameters['lrn_param'],
): Operand {
  const pad = (local_size - 1) / 2;
  const squares = scope.node('Mul', [x, x]);
  const mean = scope.node('AveragePool', [squares], {
    attributes: {
      kernel_shape: [local_size, local_size],
      strides: [1, 1],
      pads: [pad, pad, pad, pad],
      count_include_pad: 1,
    },
  });
  const sum = scope.node('Add', [scope.node('Mul', [mean, scope.scalar(alpha)]), scope.scalar(1)]);
  return scope.node('Mul', [x, scope.node('Pow', [sum, scope.scalar(-beta)])]);
}
