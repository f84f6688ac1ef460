import { isFloat } from '../../ir/data-type.ts';
import { findDataType } from '../../ir/query.ts';
import { normalizeAxis } from '../../ir/shape.ts';
import { op } from '../fusion/match.ts';
import { meanAxesOf } from '../fusion/mean-axes.ts';
import { defineRule } from '../fusion/rule.ts';

/**
 * Rewrite: the mean over all spatial axes = GlobalAveragePool, flattened where the axes are not kept. Every target has a
 * pooling kernel for the layout that convolutions use; for a reduction it may have to change the layout.
 * One spatial axis is left alone: the last of three axes is where LayerNormalization takes its mean.
 * Exactness: float32 rounding, up to the order of summation. Source: ONNX ReduceMean-18, GlobalAveragePool-1.
 */
export const lowerSpatialMean = defineRule({
  name: 'lower-spatial-mean',
  summary: 'ReduceMean over all spatial axes becomes GlobalAveragePool',
  example: {
    before: 'y = ReduceMean(x[2,3,8,8]){axes=[2,3], keepdims=0}',
    after: 'y = Flatten(GlobalAveragePool(x[2,3,8,8])){axis=1}',
  },
  root: 'mean',
  pattern: { mean: op('ReduceMean') },
  where: ({ mean }, graph) => {
    const dataType = findDataType(graph, mean.output);
    if (dataType === undefined || !isFloat(dataType)) return false;
    const rank = mean.shape('data')?.length;
    const axes = meanAxesOf(mean);
    if (rank === undefined || rank < 4 || !axes) return false;
    const reduced = new Set(axes.map((axis) => normalizeAxis(axis, rank)));
    return reduced.size === rank - 2 && !reduced.has(0) && !reduced.has(1);
  },
  rewrite: ({ mean }, patch) => {
    const pooled = patch.add('GlobalAveragePool', { inputs: { X: mean.input('data') }, origins: [mean.id] });
    if (mean.attributes.keepDims) patch.replace(mean.output, pooled);
    else {
      const flat = patch.add('Flatten', {
        inputs: { input: pooled.output },
        attributes: new Map([['axis', { type: 'int', value: 1n }]]),
        origins: [mean.id],
        suffix: '_flatten',
      });
      patch.replace(mean.output, flat);
    }
  },
});
