import { describe, expect, it } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { inferTypes } from './infer-types.ts';
import { printOutputTypes } from './testing/print-types.ts';

const typesOf = (text: string, opset?: number) => printOutputTypes(inferTypes(parseGraph(text, opset)));

describe('convolutions and poolings', () => {
  it.each([
    ['y = Conv(x[N,3,224,224], w[64,3,7,7]){strides=[2,2], pads=[3,3,3,3]}', 'float32[N, 64, 112, 112]'],
    ['y = Conv(x[N,3,H,W], w[8,3,3,3]){pads=[1,1,1,1]}', 'float32[N, 8, H, W]'],
    ['y = Conv(x[N,3,H,W], w[8,3,3,3])', 'float32[N, 8, H - 2, W - 2]'],
    ['y = Conv(x[N,3,H,W], w[8,3,3,3]){strides=[2,2]}', 'float32[N, 8, ?, ?]'],
    ['y = Conv(x[1,4,7,7], w[8,2,3,3]){group=2, dilations=[2,2]}', 'float32[1, 8, 3, 3]'],
    ['y = Conv(x[1,4,7,H], w[8,4,3,3]){auto_pad="SAME_UPPER", strides=[2,1]}', 'float32[1, 8, 4, H]'],
    ['y = Conv(x[1,4,7,7], w[8,4,3,3]){auto_pad="VALID", pads=[1,1,1,1]}', 'float32[1, 8, 5, 5]'],
    ['y = Conv(x[N,4,100], w[8,4,5])', 'float32[N, 8, 96]'],
    ['y = Conv(x, w[8,4,3,3])', 'float32'],
    ['y = ConvTranspose(x[N,4,7,H], w[4,3,3,3]){group=2, strides=[2,2]}', 'float32[N, 6, 15, 2*H + 1]'],
    [
      'y = ConvTranspose(x[1,4,7,7], w[4,3,3,3]){strides=[2,2], pads=[1,1,1,1], output_padding=[1,1]}',
      'float32[1, 3, 14, 14]',
    ],
    ['y = ConvTranspose(x[1,4,7,7], w[4,3,3,3]){output_shape=[10,8], strides=[3,2]}', 'float32[1, 3, 10, 8]'],
    [
      'y = QLinearConv(x:uint8[1,3,8,8], a[], b:uint8[], w:int8[4,3,3,3], c[], d:int8[], e[], f:int8[])',
      'int8[1, 4, 6, 6]',
    ],
    ['y = ConvInteger(x:uint8[1,3,8,8], w:int8[4,3,3,3])', 'int32[1, 4, 6, 6]'],
    ['y = MaxPool(x[N,8,112,112]){kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1]}', 'float32[N, 8, 56, 56]'],
    [
      'y, i = MaxPool(x[1,1,6,6]){kernel_shape=[3,3], strides=[2,2], ceil_mode=1}',
      'float32[1, 1, 3, 3]; int64[1, 1, 3, 3]',
    ],
    // A window that would start in the padding on the right is dropped.
    ['y = MaxPool(x[1,1,4,4]){kernel_shape=[1,1], strides=[2,2], pads=[0,0,1,1], ceil_mode=1}', 'float32[1, 1, 2, 2]'],
    ['y = MaxPool(x[1,1,9,9]){kernel_shape=[3,3], dilations=[2,2]}', 'float32[1, 1, 5, 5]'],
    ['y = AveragePool(x[N,8,8,8]){kernel_shape=[8,8]}', 'float32[N, 8, 1, 1]'],
    ['y = GlobalAveragePool(x[N,8,H,W])', 'float32[N, 8, 1, 1]'],
  ])('%s is %s', (text, expected) => expect(typesOf(text)).toBe(expected));
});

describe('products', () => {
  it.each([
    ['y = Gemm(x[N,8], w[4,8], b[4]){transB=1}', 'float32[N, 4]'],
    ['y = Gemm(x[8,N], w[8,4]){transA=1}', 'float32[N, 4]'],
    ['y = MatMul(x[batch,seq,8], w[8,4])', 'float32[batch, seq, 4]'],
    ['y = MatMul(x[batch,12,seq,64], x1[batch,1,64,seq])', 'float32[batch, 12, seq, seq]'],
    ['y = MatMul(x[8], w[3,8,4])', 'float32[3, 4]'],
    ['y = MatMul(x[3,2,8], w[8])', 'float32[3, 2]'],
    ['y = MatMul(x[8], w[8])', 'float32[]'],
    ['y = MatMulInteger(x:uint8[N,8], w:int8[8,4])', 'int32[N, 4]'],
    ['y = Einsum(x[b,h,q,64], x1[b,h,k,64]){equation="bhqd,bhkd->bhqk"}', 'float32[b, h, q, k]'],
    ['y = Einsum(x[2,N,5], w[5,7]){equation="...i, ij"}', 'float32[2, N, 7]'],
    ['y = Einsum(x[3,4]){equation="ij->ji"}', 'float32[4, 3]'],
    [
      'y, h, c = LSTM(x[seq,N,16], w[1,128,16], r[1,128,32]){hidden_size=32}',
      'float32[seq, 1, N, 32]; float32[1, N, 32]; float32[1, N, 32]',
    ],
    [
      'y, h = GRU(x[N,seq,16], w[2,96,16], r[2,96,32]){direction="bidirectional", layout=1}',
      'float32[N, seq, 2, 32]; float32[N, 2, 32]',
    ],
  ])('%s is %s', (text, expected) => expect(typesOf(text)).toBe(expected));
});

describe('elementwise operators', () => {
  it.each([
    ['y = Add(x[N,1,4], x1[3,1])', 'float32[N, 3, 4]'],
    ['y = Mul(x[N], x1[M])', 'float32[?]'],
    ['y = Equal(x[N,4], b[4])', 'bool[N, 4]'],
    ['y = Where(x:bool[N,1], x1[4], x2[1])', 'float32[N, 4]'],
    ['y = Max(x[2,1], x1[N], x2[1,1,1])', 'float32[1, 2, N]'],
    ['y = Cast(x[N]){to=10}', 'float16[N]'],
    ['y = CastLike(x[N], b:int8[1])', 'int8[N]'],
    ['y = PRelu(x[N,3,4], b[3,1])', 'float32[N, 3, 4]'],
    ['y, m = Dropout(x[N,4])', 'float32[N, 4]; bool[N, 4]'],
    ['y, m, s = LayerNormalization(x[N,7,8], b[8], c[8])', 'float32[N, 7, 8]; float32[N, 7, 1]; float32[N, 7, 1]'],
    ['y = QuantizeLinear(x[N,4], float32(0.1), int8(0))', 'int8[N, 4]'],
    ['y = QuantizeLinear(x[N,4], float32(0.1))', 'uint8[N, 4]'],
    ['y = DequantizeLinear(x:int8[N,4], float16(0.1))', 'float16[N, 4]'],
    ['q, s, z = DynamicQuantizeLinear(x[N,4])', 'uint8[N, 4]; float32[]; uint8[]'],
  ])('%s is %s', (text, expected) => expect(typesOf(text)).toBe(expected));
});

describe('movement', () => {
  it.each([
    ['y = Concat(x[N,3,4], x1[N,seq,4]){axis=1}', 'float32[N, seq + 3, 4]'],
    ['y = Concat(x[?,3], x1[N,4]){axis=-1}', 'float32[N, 7]'],
    ['a, b = Split(x[N,7], int64{3,4}){axis=1}', 'float32[N, 3]; float32[N, 4]'],
    ['a, b, c = Split(x[N,7]){axis=1, num_outputs=3}', 'float32[N, 3]; float32[N, 3]; float32[N, 1]'],
    ['y = Slice(x[N,10], int64{2}, int64{-1}, int64{1}, int64{2})', 'float32[N, 4]'],
    ['y = Slice(x[N,10], int64{-1}, int64{-11}, int64{1}, int64{-1})', 'float32[N, 10]'],
    ['y = Slice(x[N,10], int64{0}, int64{9223372036854774784}, int64{0})', 'float32[N, 10]'],
    ['y = Slice(x[seq,10], int64{1}, int64{9223372036854774784}, int64{0})', 'float32[seq - 1, 10]'],
    ['y = Slice(x[seq,10], int64{0}, int64{4}, int64{0})', 'float32[?, 10]'],
    ['y = Gather(x[N,10,4], int64(1)){axis=1}', 'float32[N, 4]'],
    ['y = Gather(w[100,64], x:int64[N,seq])', 'float32[N, seq, 64]'],
    ['y = GatherND(x[N,4,5], x1:int64[N,3,1]){batch_dims=1}', 'float32[N, 3, 5]'],
    ['y = Transpose(x[N,3,H,W]){perm=[0,2,3,1]}', 'float32[N, H, W, 3]'],
    ['y = Transpose(x[N,3])', 'float32[3, N]'],
    ['y = Flatten(x[N,8,1,1])', 'float32[N, 8]'],
    ['y = Flatten(x[N,8,4]){axis=2}', 'float32[8*N, 4]'],
    ['y = Reshape(x[N,8,4], int64{0,-1})', 'float32[N, 32]'],
    ['y = Reshape(x[N,8,4], int64{-1,32})', 'float32[N, 32]'],
    ['y = Reshape(x[N,8,4], int64{-1,4})', 'float32[8*N, 4]'],
    ['y = Reshape(x[0,4], int64{0,4}){allowzero=1}', 'float32[0, 4]'],
    ['y = Reshape(x[N,4], x1:int64[3])', 'float32[?, ?, ?]'],
    ['y = Squeeze(x[N,1,4,1], int64{1,-1})', 'float32[N, 4]'],
    ['y = Squeeze(x[1,4,1])', 'float32[4]'],
    ['y = Squeeze(x[N,4,1])', 'float32'],
    ['y = Unsqueeze(x[N,4], int64{0,-1})', 'float32[1, N, 4, 1]'],
    ['y = Expand(x[N,1], int64{3,1,4})', 'float32[3, N, 4]'],
    ['y = Tile(x[N,2], int64{3,2})', 'float32[3*N, 4]'],
    ['y = Pad(x[N,2], int64{0,1,0,2})', 'float32[N, 5]'],
    // Axes that the rank does not have, however far away they are.
    ['y = Slice(x[N,10], int64{0}, int64{4}, int64{17825793}, int64{1})', 'float32[?, ?]'],
    ['y = Pad(x[N,2], int64{1,2}, float32[], int64{17825793})', 'float32[?, ?]'],
    ['y = Concat(int64{1,2}, int64{3}){axis=3}', 'int64[?]'],
    ['y, z = Split(x[4,2]){axis=17825793, num_outputs=2147483647}', 'float32[?, ?]; float32[?, ?]'],
    ['y = Resize(x[N,2], _, _, int64{3}){axes=[17825793]}', 'float32[?, ?]'],
    ['y = Resize(x[N,3,8,W], _, float32{1,1,2,2})', 'float32[N, 3, 16, 2*W]'],
    ['y = Resize(x[N,3,8,8], _, _, int64{1,3,5,7})', 'float32[1, 3, 5, 7]'],
    ['y = DepthToSpace(x[N,12,4,W]){blocksize=2}', 'float32[N, 3, 8, 2*W]'],
    ['y = SpaceToDepth(x[N,3,4,W]){blocksize=2}', 'float32[N, 12, 2, ?]'],
    ['v, i = TopK(x[N,10], int64{3})', 'float32[N, 3]; int64[N, 3]'],
    ['y = ArgMax(x[N,10]){axis=1, keepdims=0}', 'int64[N]'],
    ['y = OneHot(x:int64[N], int64(10), b[2])', 'float32[N, 10]'],
    ['y = NonZero(x[N,4])', 'int64[2, ?]'],
    ['y = ReduceMean(x[N,8,H,W]){axes=[2,3], keepdims=0}', 'float32[N, 8]'],
    ['y = ReduceMean(x[N,8,H,W])', 'float32[1, 1, 1, 1]'],
    ['y = ReduceSum(x[N,8], int64{}){noop_with_empty_axes=1}', 'float32[N, 8]'],
    ['y = ReduceSum(x[N,8], x1:int64[1])', 'float32[?, ?]'],
    ['y = SequenceAt(SequenceConstruct(x[2,3], x1[2,4]), int64(0))', 'float32[2, ?]'],
    ['y = ConcatFromSequence(SplitToSequence(x[6,N])){axis=0}', 'float32[?, N]'],
  ])('%s is %s', (text, expected) => expect(typesOf(text)).toBe(expected));
});

describe('what changed with the opset', () => {
  it.each([
    ['y = Slice(x[N,10]){axes=[1], starts=[2], ends=[5]}', 9, 'float32[N, 3]'],
    ['y = Squeeze(x[N,1,4]){axes=[1]}', 11, 'float32[N, 4]'],
    ['y = Unsqueeze(x[N,4]){axes=[1]}', 11, 'float32[N, 1, 4]'],
    ['a, b = Split(x[7]){split=[2,5]}', 11, 'float32[2]; float32[5]'],
    ['y = ReduceSum(x[N,8]){axes=[1]}', 11, 'float32[N, 1]'],
    ['y = ReduceMax(x[N,8], int64{1})', 18, 'float32[N, 1]'],
    ['y = Pad(x[N,2]){pads=[0,1,0,2]}', 10, 'float32[N, 5]'],
    ['y = Reshape(x[2,4]){shape=[4,2]}', 4, 'float32[4, 2]'],
    ['v, i = TopK(x[N,10]){k=3}', 9, 'float32[N, 3]; int64[N, 3]'],
    ['y, m = Dropout(x[N])', 9, 'float32[N]; float32[N]'],
    ['y = Cast(x[N]){to="INT64"}', 5, 'int64[N]'],
    ['y = Upsample(x[N,3,4,4]){scales=[1.0,1.0,2.0,2.0]}', 7, 'float32[N, 3, 8, 8]'],
    ['y = Resize(x[N,3,4,4], float32{1,1,2,2})', 10, 'float32[N, 3, 8, 8]'],
    ['y = Add(x[N,3,4], b[3]){broadcast=1, axis=1}', 6, 'float32[N, 3, 4]'],
  ])('%s at opset %i is %s', (text, opset, expected) => expect(typesOf(text, opset)).toBe(expected));
});

describe('operators of ONNX Runtime', () => {
  it.each([
    ['y = com.microsoft::FusedConv(x[N,3,8,8], w[4,3,3,3]){activation="Relu"}', 'float32[N, 4, 6, 6]'],
    ['y = com.microsoft::Attention(x[N,seq,8], w[8,24], b[24]){num_heads=2}', 'float32[N, seq, 8]'],
    ['y = com.microsoft::MultiHeadAttention(x[N,q,8], x1[N,k,8], x2[N,k,6]){num_heads=2}', 'float32[N, q, 6]'],
    ['y = com.microsoft::SkipLayerNormalization(x[N,4,8], x1[N,4,8], a[8], b[8])', 'float32[N, 4, 8]'],
    ['y = com.microsoft::MatMulNBits(x[N,seq,64], w:uint8[32,2,16], s[64]){K=64, N=32}', 'float32[N, seq, 32]'],
    ['y = com.microsoft::FusedMatMul(x[N,4,8], x1[N,6,8]){transB=1}', 'float32[N, 4, 6]'],
    [
      'y = com.microsoft::QLinearConv(x:uint8[N,8,8,3], a[], b:uint8[], w:int8[4,3,3,3], c[], d:int8[], e[], f:uint8[]){channels_last=1}',
      'uint8[N, 6, 6, 4]',
    ],
    [
      'y = com.microsoft::QLinearConcat(a[], b:uint8[], x:uint8[N,3], c[], d:uint8[], x1:uint8[N,4], e[], f:uint8[]){axis=1}',
      'uint8[N, 7]',
    ],
  ])('%s is %s', (text, expected) => expect(typesOf(text)).toBe(expected));
});
