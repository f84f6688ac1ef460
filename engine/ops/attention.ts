import { elementCountOf } from '../ir/shape.ts';
import { readFlag, readFloat, readInt } from './attributes.ts';
import { addDims, multiplyDims } from './dims.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/**
 * Scaled dot-product attention over heads, either on an axis of their own or packed into the last one.
 * Shapes: Q [N, heads, S, d] or [N, S, heads * d]; K, V alike with T and kv_heads; past_key [N, kv_heads, P, d].
 * Cost: the products Q K' and softmax V. Source: ONNX Attention-23.
 */
export const attention = defineOp({
  type: 'Attention',
  domain: '',
  inputs: ['Q', 'K', 'V', 'attn_mask', 'past_key', 'past_value', 'nonpad_kv_seqlen'],
  outputs: ['Y', 'present_key', 'present_value', 'qk_matmul_output'],
  category: 'attention',
  decodeAttributes: (attributes) => ({
    isCausal: readFlag(attributes, 'is_causal', false),
    queryHeadCount: readInt(attributes, 'q_num_heads', undefined),
    keyHeadCount: readInt(attributes, 'kv_num_heads', undefined),
    scale: readFloat(attributes, 'scale', undefined),
    softcap: readFloat(attributes, 'softcap', 0),
  }),
  inferOutputs: ({ attributes: { queryHeadCount, keyHeadCount }, shape, dataType }) => {
    const [q, k, v] = [shape(0), shape(1), shape(2)];
    if (!q || !k || !v) return [tensorType(dataType(0), undefined)];
    const isPacked = q.length === 3;
    const heads = isPacked ? queryHeadCount : q[1];
    const kvHeads = isPacked ? keyHeadCount : k[1];
    const perHead = (dim: (typeof q)[number]) =>
      !isPacked ? dim : typeof dim === 'number' && keyHeadCount ? dim / keyHeadCount : undefined;
    const [keyDepth, valueDepth] = [perHead(k.at(-1)), perHead(v.at(-1))];
    const total = addDims(shape(4)?.at(-2) ?? 0, k.at(-2));
    const y = isPacked ? [q[0], q[1], multiplyDims(queryHeadCount, valueDepth)] : [q[0], q[1], q[2], valueDepth];
    return [
      tensorType(dataType(0), y),
      tensorType(dataType(1), [q[0], kvHeads, total, keyDepth]),
      tensorType(dataType(2), [q[0], kvHeads, total, valueDepth]),
      tensorType(dataType(0), [q[0], heads, q.at(-2), total]),
    ];
  },
  cost: ({ inputShape, outputShape }) => {
    const [q, k, y] = [inputShape(0), inputShape(1), outputShape(0)];
    const keyLength = k?.at(-2);
    if (!q || !y || keyLength === undefined) return undefined;
    const total = keyLength + (inputShape(4)?.at(-2) ?? 0);
    return { macs: (elementCountOf(q) + elementCountOf(y)) * total };
  },
});

/** Rotates pairs of elements by an angle that grows with the position. Source: ONNX RotaryEmbedding-23. */
export const rotaryEmbedding = defineOp({
  type: 'RotaryEmbedding',
  domain: '',
  inputs: ['X', 'cos_cache', 'sin_cache', 'position_ids'],
  outputs: ['Y'],
  category: 'attention',
  decodeAttributes: (attributes) => ({
    interleaved: readFlag(attributes, 'interleaved', false),
    headCount: readInt(attributes, 'num_heads', undefined),
    rotaryDepth: readInt(attributes, 'rotary_embedding_dim', 0),
  }),
  inferOutputs: ({ type }) => [type(0)],
  cost: noMacs,
});
