import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerAttention } from './lower-attention.ts';

describeRule(lowerAttention, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-4, atol: 1e-5 },
  fits: {
    'rows that exporters made heads of': {
      graph:
        'q = Transpose(Reshape(x[N,S,16], int64{0,0,2,8})){perm=[0,2,1,3]}; k = Transpose(Reshape(x1[N,T,16], int64{0,0,2,8})){perm=[0,2,3,1]}; v = Transpose(Reshape(x2[N,T,16], int64{0,0,2,8})){perm=[0,2,1,3]}; y = MatMul(Softmax(MatMul(q, k)), v)',
      becomes:
        'q = Transpose(Reshape(x[N,S,16], int64{0,0,2,8})){perm=[0,2,1,3]}; k = Transpose(Reshape(x1[N,T,16], int64{0,0,2,8})){perm=[0,2,3,1]}; v = Transpose(Reshape(x2[N,T,16], int64{0,0,2,8})){perm=[0,2,1,3]}; rq = Reshape(Transpose(q){perm=[0,2,1,3]}, int64{0,0,16}); rk = Reshape(Transpose(k){perm=[0,3,1,2]}, int64{0,0,16}); rv = Reshape(Transpose(v){perm=[0,2,1,3]}, int64{0,0,16}); a = com.microsoft::MultiHeadAttention(rq, rk, rv){num_heads=2, scale=1.0}; y = Transpose(Reshape(a, int64{0,0,2,8})){perm=[0,2,1,3]}',
    },
    'operands scaled before, and values of another depth': {
      graph: 'y = MatMul(Softmax(MatMul(Mul(x[2,2,4,8], float32(0.5)), Div(x1[2,2,8,4], float32(4)))), x2[2,2,4,6])',
      becomes:
        'q = Reshape(Transpose(x[2,2,4,8]){perm=[0,2,1,3]}, int64{2,4,16}); k = Reshape(Transpose(x1[2,2,8,4]){perm=[0,3,1,2]}, int64{2,4,16}); v = Reshape(Transpose(x2[2,2,4,6]){perm=[0,2,1,3]}, int64{2,4,12}); a = com.microsoft::MultiHeadAttention(q, k, v){num_heads=2, scale=0.125}; y = Transpose(Reshape(a, int64{2,4,2,6})){perm=[0,2,1,3]}',
    },
  },
  refuses: {
    'scores that are used again': {
      graph: 's = MatMul(x[2,2,4,8], x1[2,2,8,4]); y = MatMul(Softmax(s), x2[2,2,4,8]); z = Exp(s); return y, z',
      because: 'the output of MatMul "s" is also used by Exp "z"',
    },
    'another type': {
      graph: 'y = MatMul(Softmax(MatMul(x:float64[2,2,4,8], x1:float64[2,2,8,4])), x2:float64[2,2,4,8])',
      because: 'float32',
    },
    'fewer heads of keys': {
      graph: 'y = MatMul(Softmax(MatMul(x[2,2,4,8], x1[2,1,8,4])), x2[2,1,4,8])',
      because: 'queries have 2 heads, keys 1 and values 1',
    },
    'batches that may differ': {
      graph: 'y = MatMul(Softmax(MatMul(x[N,2,4,8], x1[1,2,8,4])), x2[1,2,4,8])',
      because: 'not known to be of one batch',
    },
    'numbers of keys that may differ': {
      graph: 'y = MatMul(Softmax(MatMul(x[2,2,4,8], x1[2,2,8,S])), x2[2,2,T,8])',
      because: 'not known to be equally many',
    },
    'a mask for no key': {
      graph: 'y = MatMul(Softmax(Add(MatMul(x[2,2,4,8], x1[2,2,8,4]), x2[2,1,4,1])), x3[2,2,4,8])',
      because: 'the mask [2, 1, 4, 1] is not known to have an entry for each key',
    },
    'one mask for an open number of queries': {
      graph: 'y = MatMul(Softmax(Add(MatMul(x[2,2,S,8], x1[2,2,8,4]), x2[2,1,1,4])), x3[2,2,4,8])',
      because: 'is not known to have an entry for each query',
    },
    'zeros where everything is masked': {
      graph:
        's = Softmax(Add(MatMul(x[2,2,4,8], x1[2,2,8,4]), x2[2,1,4,4])); y = MatMul(Where(IsNaN(s), float32(0), s), x3[2,2,4,8])',
      because: 'where -Infinity masks every key',
    },
  },
  ignores: {
    'scores over another axis': 'y = MatMul(Softmax(MatMul(x[2,2,4,8], x1[2,2,8,4])){axis=2}, x2[2,2,4,8])',
    'a factor for each head': 'y = MatMul(Softmax(Mul(MatMul(x[2,2,4,8], x1[2,2,8,4]), h[2,1,1])), x2[2,2,4,8])',
  },
});
