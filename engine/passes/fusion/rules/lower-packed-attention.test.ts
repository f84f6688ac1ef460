import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerPackedAttention } from './lower-packed-attention.ts';

const split = 'q, k, v = Split(Add(MatMul(x[2,4,8], W[8,24]), b[24]), int64{8,8,8}){axis=-1}';

describeRule(lowerPackedAttention, {
  tolerance: { rtol: 1e-5, atol: 1e-5 },
  fits: {
    'without a mask, the bias on the left': {
      graph: `q, k, v = Split(Add(b[24], MatMul(x[2,4,8], W[8,24])), int64{8,8,8}){axis=2}
        y = com.microsoft::MultiHeadAttention(q, k, v){num_heads=4, scale=0.5}`,
      becomes: 'y = com.microsoft::Attention(x[2,4,8], W[8,24], b[24]){num_heads=4, scale=0.5}',
    },
  },
  ignores: {
    'thirds that something else reads too': `${split}; y = com.microsoft::MultiHeadAttention(q, k, v){num_heads=2}; z = Relu(k); return y, z`,
    'a bias of the attention itself': `${split}; y = com.microsoft::MultiHeadAttention(q, k, v, c[24]){num_heads=2}`,
    'parts in another order': `${split}; y = com.microsoft::MultiHeadAttention(k, q, v){num_heads=2}`,
    'parts of different widths':
      'q, k, v = Split(Add(MatMul(x[2,4,8], W[8,32]), b[32]), int64{8,8,16}){axis=-1}; y = com.microsoft::MultiHeadAttention(q, k, v){num_heads=2}',
  },
});
