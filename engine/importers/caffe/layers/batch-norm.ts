import { floatAttribute } from '../../../ir/build.ts';
import { type Tensor, tensorBytes, tensorFloats, tensorOfFloats } from '../../../ir/tensor.ts';
import type { LayerScope } from '../lower/layer-scope.ts';
import { constant, type Operand } from '../lower/operand.ts';
import { defineLayer } from './layer-type.ts';

/**
 * y = (x - mean / factor) / sqrt(variance / factor + eps). The scale and shift that other frameworks have in it are a Scale layer.
 * Parameters: sums of means [C] and variances [C], and the factor [1] that they are to be divided by; 0 means no statistics.
 */
export const batchNorm = defineLayer({
  types: ['BatchNorm'],
  lower: (scope) => {
    const { eps, use_global_stats } = scope.parameters.batch_norm_param;
    const x = scope.input();
    scope.shapeOf(x, 2);
    if (use_global_stats === false) return normalizeByBatch(scope, x, eps);
    const channelCount = scope.dimOf(x, 1);
    const factor = scope.parameter(2, [1], 'factor');
    const mean = divided(scope.parameter(0, [channelCount], 'mean'), factor);
    const variance = divided(scope.parameter(1, [channelCount], 'variance'), factor);
    const inputs = [x, scope.filled(1, channelCount), scope.filled(0, channelCount), mean, variance];
    scope.result(scope.node('BatchNormalization', inputs, { attributes: { epsilon: floatAttribute(eps) } }));
  },
});

/** The statistics of the samples of the run, as the layer is told to use. */
function normalizeByBatch(scope: LayerScope, x: Operand, eps: number): void {
  scope.warn(
    'caffe.batch-statistics',
    'normalizes by the statistics of each batch (use_global_stats: false), as in training. Set use_global_stats: true to use those that training found.',
  );
  const shape = scope.shapeOf(x);
  const axes = shape.map((_dim, axis) => axis).filter((axis) => axis !== 1);
  const reduced = shape.map((dim, axis) => (axis === 1 ? dim : 1));
  const mean = scope.node('ReduceMean', [x], { attributes: { axes }, shape: reduced });
  const centered = scope.node('Sub', [x, mean]);
  const squares = scope.node('Mul', [centered, centered]);
  const variance = scope.node('ReduceMean', [squares], { attributes: { axes }, shape: reduced });
  const deviation = scope.node('Sqrt', [scope.node('Add', [variance, scope.scalar(eps)])]);
  scope.result(scope.node('Div', [centered, deviation]));
}

/** A stored sum as the mean that it stands for, computed when it is read. */
function divided(sum: Operand, factor: Operand): Operand {
  const [sums, factors] = [sum.tensor, factor.tensor];
  if (!sums || !factors) return sum;
  const read = (): Uint8Array => {
    const [count = 0] = tensorFloats(factors);
    const scale = count === 0 ? 0 : 1 / count;
    return tensorBytes(
      tensorOfFloats(
        [...sums.dims],
        tensorFloats(sums).map((value) => value * scale),
      ),
    );
  };
  const tensor: Tensor = { dataType: 'float32', dims: sums.dims, content: { kind: 'deferred', read } };
  return constant(sum.name, tensor);
}
