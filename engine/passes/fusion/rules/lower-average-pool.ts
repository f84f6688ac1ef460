import { attributesOf } from '../../../ir/build.ts';
import { isFloat } from '../../../ir/data-type.ts';
import type { Graph } from '../../../ir/graph.ts';
import { findDataType } from '../../../ir/query.ts';
import { elementCountOf } from '../../../ir/shape.ts';
import { derivedTensor } from '../derived-tensor.ts';
import { describeNode, refuse, requireNoGaps } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import type { Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Averages with a convolution of each channel by itself, where that has the better kernel.
 * Rewrite: AveragePool(x[N, C, ...]) = Conv(x, W[C, 1, kH, kW]){group = C}, all of W being 1 / (kH * kW), with the window of the
 * pooling.  Exactness: rounding of that number.
 */
export const lowerAveragePool = defineRule({
  name: 'lower-average-pool',
  summary: 'AveragePool becomes a Conv in as many groups as there are channels',
  example: {
    before: 'y = AveragePool(x[1,3,8,8]){kernel_shape=[2,2], strides=[2,2]}',
    after: 'y = Conv(x[1,3,8,8], W[3,1,2,2]){kernel_shape=[2,2], strides=[2,2], group=3}',
  },
  root: 'pool',
  pattern: { pool: op('AveragePool') },
  where: ({ pool }, graph) => {
    const [, , ...spatial] = pool.shape('X') ?? [];
    const window = pool.attributes.kernelShape ?? [];
    return (
      channelCountOf(pool) > 0 &&
      window.length === spatial.length &&
      window.every((extent) => extent > 0) &&
      elementCountOf(window) <= MAXIMUM_WINDOW &&
      isFloat(findDataType(graph, pool.input('X')) ?? 'string')
    );
  },
  guard: ({ pool }, graph) => requireOneDivisor(graph, pool),
  rewrite: ({ pool }, patch, graph) => {
    const channelCount = channelCountOf(pool);
    const { kernelShape = [], strides, pads, autoPad } = pool.attributes;
    const dataType = findDataType(graph, pool.input('X')) ?? 'float32';
    const weight = derivedTensor(dataType, [channelCount, 1, ...kernelShape], (result) => {
      result.fill(1 / elementCountOf(kernelShape));
    });
    const conv = patch.add('Conv', {
      inputs: { X: pool.input('X'), W: patch.constant(weight) },
      attributes: attributesOf({
        kernel_shape: kernelShape,
        ...(strides && { strides }),
        ...(pads && autoPad === 'NOTSET' && { pads }),
        group: channelCount,
      }),
      origins: [pool.id],
    });
    patch.replace(pool.output, conv);
  },
});

/** 0 where it is not known. */
function channelCountOf(pool: MatchedNode<'AveragePool'>): number {
  const [, channelCount] = pool.shape('X') ?? [];
  return typeof channelCount === 'number' ? channelCount : 0;
}

/** Over larger windows, multiplying takes longer than adding up. */
const MAXIMUM_WINDOW = 64;

/** Refuses where windows divide by different counts. */
function requireOneDivisor(graph: Graph, pool: MatchedNode<'AveragePool'>): Refusal | undefined {
  const { autoPad, ceilMode, countIncludePad, pads } = pool.attributes;
  const what = describeNode(graph, pool.node);
  if (autoPad.startsWith('SAME')) return refuse(pool, `${what} computes its padding itself (${autoPad})`);
  if (ceilMode) return refuse(pool, `${what} rounds its output size up, so that its last windows are smaller`);
  const gaps = requireNoGaps(graph, pool);
  if (gaps) return gaps;
  const isPadded = autoPad === 'NOTSET' && pads?.some((count) => count !== 0);
  return isPadded && !countIncludePad
    ? refuse(pool, `${what} does not count its padding, so that its outer windows divide by less`)
    : undefined;
}
