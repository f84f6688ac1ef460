import { floatAttribute } from '../../../ir/build.ts';
import type { LayerScope } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';

/**
 * y = scale * x + shift per channel, as a BatchNormalization whose statistics change nothing: one node, which every fusion of a
 * normalization applies to. Exactness: exact.
 */
export function channelAffine(scope: LayerScope, x: Operand, scale: Operand, shift: Operand | undefined): Operand {
  const channelCount = scope.dimOf(x, 1);
  const zeros = scope.filled(0, channelCount);
  return scope.node('BatchNormalization', [x, scale, shift ?? zeros, zeros, scope.filled(1, channelCount)], {
    attributes: { epsilon: floatAttribute(0) },
  });
}
