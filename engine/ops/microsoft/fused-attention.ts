import type { Attributes } from '../../ir/graph.ts';
import { elementCountOf } from '../../ir/shape.ts';
import { readFlag, readFloat, readInt, readInts } from '../attributes.ts';
import { addDims } from '../dims.ts';
import { tensorType } from '../inference.ts';
import { type Cost, type CostInput, defineOp, type InferenceInput, noMacs } from '../op-spec.ts';

/** Attention with its projections fused in. Source: ONNX Runtime contrib operators, com.microsoft-1. */

const decodeAttention = (attributes: Attributes) => ({
  headCount: readInt(attributes, 'num_heads', 1),
  scale: readFloat(attributes, 'scale', undefined),
  maskFilterValue: readFloat(attributes, 'mask_filter_value', -10000),
  unidirectional: readFlag(attributes, 'unidirectional', false),
  /** Widths of Q, K and V; equal thirds by default. */
  qkvHiddenSizes: readInts(attributes, 'qkv_hidden_sizes', undefined),
});

type PackedAttention = ReturnType<typeof decodeAttention>;

/** Shapes: input [N, S, D], weights [D, Q + K + V] -> output [N, S, V], present [2, N, heads, past + S, V / heads]. */
const inferPacked =
  (pastInput: number, typeInput: number) =>
  ({ attributes: { headCount, qkvHiddenSizes }, shape, dataType }: InferenceInput<PackedAttention>) => {
    const [x, total] = [shape(0), shape(1)?.[1]];
    const width = qkvHiddenSizes?.[2] ?? (typeof total === 'number' ? total / 3 : undefined);
    const depth = width === undefined ? undefined : width / headCount;
    const length = addDims(shape(pastInput)?.[3] ?? 0, x?.[1]);
    return [
      tensorType(dataType(typeInput), x && [x[0], x[1], width]),
      tensorType(dataType(typeInput), [2, x?.[0], headCount, length, depth]),
    ];
  };

/** The projection, then the products with K and with V. */
const costPacked =
  (pastInput: number) =>
  ({ inputShape, outputShape }: CostInput<PackedAttention>): Cost | undefined => {
    const [x, weights, y] = [inputShape(0), inputShape(1), outputShape(0)];
    if (!x || !weights || !y) return undefined;
    const [samples = 1, length = 1] = x;
    const total = length + (inputShape(pastInput)?.[3] ?? 0);
    return { macs: samples * length * elementCountOf(weights) + 2 * elementCountOf(y) * total };
  };

export const microsoftAttention = defineOp({
  type: 'Attention',
  domain: 'com.microsoft',
  inputs: ['input', 'weights', 'bias', 'mask_index', 'past', 'attention_bias', 'past_sequence_length'],
  outputs: ['output', 'present'],
  category: 'attention',
  decodeAttributes: decodeAttention,
  inferOutputs: inferPacked(4, 0),
  cost: costPacked(4),
});

/** 8-bit input and weights, float inside and out. */
export const qAttention = defineOp({
  type: 'QAttention',
  domain: 'com.microsoft',
  inputs: [
    'input',
    'weight',
    'bias',
    'input_scale',
    'weight_scale',
    'mask_index',
    'input_zero_point',
    'weight_zero_point',
    'past',
  ],
  outputs: ['output', 'present'],
  category: 'attention',
  decodeAttributes: decodeAttention,
  inferOutputs: inferPacked(8, 3),
  cost: costPacked(8),
});

/**
 * Attention after the projections.
 * Shapes: query [N, S, H], key [N, T, H], value [N, T, V] -> output [N, S, V]; or query [N, S, heads, 3, d] holding all three;
 * key and value may be [N, heads, T, d].
 */
export const multiHeadAttention = defineOp({
  type: 'MultiHeadAttention',
  domain: 'com.microsoft',
  inputs: [
    'query',
    'key',
    'value',
    'bias',
    'key_padding_mask',
    'attention_bias',
    'past_key',
    'past_value',
    'past_sequence_length',
    'cache_indirection',
  ],
  outputs: ['output', 'present_key', 'present_value', 'qk'],
  category: 'attention',
  decodeAttributes: (attributes) => ({
    headCount: readInt(attributes, 'num_heads', 1),
    scale: readFloat(attributes, 'scale', undefined),
    maskFilterValue: readFloat(attributes, 'mask_filter_value', -10000),
    unidirectional: readFlag(attributes, 'unidirectional', false),
  }),
  inferOutputs: ({ attributes: { headCount }, shape, dataType }) => {
    const [q, k, v] = [shape(0), shape(1), shape(2)];
    if (!q) return [tensorType(dataType(0), undefined)];
    const depth = v ? v.at(-1) : q.at(-1);
    const isPacked = (v ?? q).length !== 3;
    const width = !isPacked ? depth : typeof depth === 'number' ? depth * headCount : undefined;
    const total = addDims(shape(6)?.[2] ?? 0, k ? k.at(k.length === 4 ? 2 : 1) : q[1]);
    const perHead = typeof width === 'number' ? width / headCount : undefined;
    const present = tensorType(dataType(0), [q[0], headCount, total, perHead]);
    return [tensorType(dataType(0), [q[0], q[1], width]), present, present];
  },
  cost: ({ inputShape, outputShape }) => {
    const [q, k, y] = [inputShape(0), inputShape(1), outputShape(0)];
    if (!q || !y) return undefined;
    const length = (k ? k[k.length === 4 ? 2 : 1] : q[1]) ?? 1;
    const queries = q.length === 5 ? elementCountOf(q) / 3 : elementCountOf(q);
    return { macs: (queries + elementCountOf(y)) * (length + (inputShape(6)?.[2] ?? 0)) };
  },
});

/** Attention in which groups of query heads share a key head. Shapes: query [N, S, heads * d] -> output alike. */
export const groupQueryAttention = defineOp({
  type: 'GroupQueryAttention',
  domain: 'com.microsoft',
  inputs: [
    'query',
    'key',
    'value',
    'past_key',
    'past_value',
    'seqlens_k',
    'total_sequence_length',
    'cos_cache',
    'sin_cache',
  ],
  outputs: ['output', 'present_key', 'present_value'],
  category: 'attention',
  decodeAttributes: (attributes) => ({
    headCount: readInt(attributes, 'num_heads', 1),
    keyHeadCount: readInt(attributes, 'kv_num_heads', 1),
    scale: readFloat(attributes, 'scale', undefined),
    doRotary: readFlag(attributes, 'do_rotary', false),
  }),
  inferOutputs: ({ attributes: { headCount, keyHeadCount }, shape, type, dataType }) => {
    const [q, key] = [shape(0), type(1)];
    const width = q?.at(-1);
    const depth = typeof width === 'number' ? width / (key ? headCount : headCount + 2 * keyHeadCount) : undefined;
    const present = tensorType(dataType(3) ?? dataType(0), q && [q[0], keyHeadCount, undefined, depth]);
    return [tensorType(dataType(0), q && [q[0], q[1], depth && depth * headCount]), present, present];
  },
  cost: ({ inputShape, outputShape }) => {
    const [k, y] = [inputShape(1) ?? inputShape(0), outputShape(0)];
    if (!k || !y) return undefined;
    return { macs: 2 * elementCountOf(y) * ((k[1] ?? 1) + (inputShape(3)?.[2] ?? 0)) };
  },
});

export const microsoftRotaryEmbedding = defineOp({
  type: 'RotaryEmbedding',
  domain: 'com.microsoft',
  inputs: ['input', 'position_ids', 'cos_cache', 'sin_cache'],
  outputs: ['output'],
  category: 'attention',
  decodeAttributes: (attributes) => ({
    interleaved: readFlag(attributes, 'interleaved', false),
    headCount: readInt(attributes, 'num_heads', 0),
  }),
  inferOutputs: ({ type }) => [type(0)],
  cost: noMacs,
});
