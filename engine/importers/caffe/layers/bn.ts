import { floatAttribute } from '../../../ir/build.ts';
import { channelAffine } from './channel-affine.ts';
import { defineLayer } from './layer-type.ts';

/**
 * The normalization of Caffe's descendants, in two forms. With four parameters (PSPNet, ENet): scale, shift, mean and variance, each
 * [1, C, 1, 1]. With two (SegNet): scale and shift, into which the statistics were folded for use.
 */
export const bn = defineLayer({
  types: ['BN'],
  lower: (scope) => {
    const x = scope.input();
    const dims = [scope.dimOf(x, 1)];
    const p = scope.parameters.bn_param;
    const parameterCount = scope.storedCount() ?? (p?.bn_mode === undefined ? 4 : 2);
    const [factor, shift] = [scope.parameter(0, dims, 'scale'), scope.parameter(1, dims, 'shift')];
    if (parameterCount < 4) return scope.result(channelAffine(scope, x, factor, shift));
    const inputs = [x, factor, shift, scope.parameter(2, dims, 'mean'), scope.parameter(3, dims, 'variance')];
    scope.result(scope.node('BatchNormalization', inputs, { attributes: { epsilon: floatAttribute(p?.eps ?? 1e-5) } }));
  },
});
