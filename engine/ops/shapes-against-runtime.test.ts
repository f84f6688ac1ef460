import { describe, expect, it } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { inferTypes } from './infer-types.ts';
import { forgetTypes } from './testing/forget-types.ts';
import { runReference } from './testing/run-reference.ts';

const cases: readonly (readonly [text: string, opset: number])[] = [
  ...['', ', pads=[1,0,2,1]', ', auto_pad="SAME_UPPER"', ', auto_pad="SAME_LOWER"', ', auto_pad="VALID"'].flatMap(
    (pads) =>
      ['1,1', '2,3'].flatMap((strides): [string, number][] => [
        [`y = Conv(a[1,4,11,9], w[6,2,3,2]){group=2, strides=[${strides}]${pads}}`, 17],
        [`y = ConvTranspose(a[1,4,5,6], w[4,3,3,4]){group=2, strides=[${strides}]${pads}}`, 17],
        [`y = AveragePool(a[1,2,11,9]){kernel_shape=[3,2], strides=[${strides}]${pads}}`, 17],
        [`y, i = MaxPool(a[1,2,11,9]){kernel_shape=[3,2], strides=[${strides}]${pads}}`, 17],
        [`y = LpPool(a[1,2,11,9]){kernel_shape=[3,2], strides=[${strides}]${pads}}`, 11],
      ]),
  ),
  ...[5, 6, 7, 8, 9, 10].flatMap((extent) =>
    [1, 2, 3].flatMap((stride): [string, number][] => [
      [`y = MaxPool(a[1,1,${extent}]){kernel_shape=[3], strides=[${stride}], pads=[1,1], ceil_mode=1}`, 17],
      [`y = MaxPool(a[1,1,${extent}]){kernel_shape=[2], strides=[${stride}], ceil_mode=1}`, 17],
      [`y = AveragePool(a[1,1,${extent}]){kernel_shape=[3], strides=[${stride}], pads=[0,1], ceil_mode=1}`, 19],
    ]),
  ),
  ['y = Conv(a[1,4,11,9], w[6,4,3,2]){dilations=[2,3]}', 17],
  ['y = ConvTranspose(a[1,4,5,6], w[4,3,3,4]){strides=[2,2], output_padding=[1,0], dilations=[2,1]}', 17],
  ['y = ConvTranspose(a[1,4,5,6], w[4,3,3,4]){strides=[2,2], output_shape=[10,14]}', 17],
  ['y = ConvInteger(a:uint8[1,3,6,6], w:uint8[4,3,3,3]){pads=[1,1,1,1]}', 17],
  ['y = GlobalMaxPool(a[2,3,4,5])', 17],
  ['y = MatMul(a[3,1,2,4], b[5,4,6])', 17],
  ['y = Gemm(a[4,3], b[5,4], c[1,5]){transA=1, transB=1}', 17],
  ['y = Einsum(a[2,3,4], b[4,5]){equation="...j,jk->k..."}', 17],
  ['y, h, c = LSTM(a[5,2,3], w[2,16,3], r[2,16,4]){hidden_size=4, direction="bidirectional"}', 17],
  ['y, h = GRU(a[5,2,3], w[1,12,3], r[1,12,4]){hidden_size=4}', 17],
  ['y, h = RNN(a[5,2,3], w[1,4,3], r[1,4,4]){hidden_size=4}', 17],
  ['y = Resize(a[1,2,5,7], _, float32{1,1,0.6,1.3}){mode="linear"}', 17],
  ['y = Resize(a[1,2,5,7], _, float32{0.6,2.5}){axes=[2,3]}', 18],
  ['y = Resize(a[1,2,5,7], _, _, int64{9,9}){axes=[2,3], keep_aspect_ratio_policy="not_larger"}', 18],
  ['y = Resize(a[1,2,5,7], _, _, int64{9,9}){axes=[2,3], keep_aspect_ratio_policy="not_smaller"}', 18],
  [
    'y = Resize(a[1,2,5,7], float32{0,0,0.1,0.2,1,1,0.9,0.8}, float32{1,1,2,2}){coordinate_transformation_mode="tf_crop_and_resize", mode="linear"}',
    13,
  ],
  ['y = Upsample(a[1,2,5,7], float32{1,1,2,3})', 9],
  ['a, b, c = Split(w[7]){num_outputs=3}', 18],
  ['v, i = TopK(a[3,6], int64{2}){axis=0}', 17],
  ['y = ArgMax(a[3,6]){axis=-1}', 17],
  ['y = ArgMin(a[3,6]){axis=0, keepdims=0}', 17],
  ['y = OneHot(i:int64[3], int64(5), float32{0,1}){axis=0}', 17],
  ['y = CumSum(a[3,6], int64(1))', 17],
  ['y = DepthToSpace(a[1,8,2,3]){blocksize=2}', 17],
  ['y = SpaceToDepth(a[1,2,4,6]){blocksize=2}', 17],
  ['y = EyeLike(a[3,4]){dtype=7, k=1}', 17],
  ['y = Gelu(a[3,4]){approximate="tanh"}', 20],
  ['y = GroupNormalization(a[1,4,3], b[2], c[2]){num_groups=2}', 18],
  ['y = InstanceNormalization(a[1,4,3], b[4], c[4])', 17],
  ['y, m, s = LayerNormalization(a[2,3,4], b[3,4], c[3,4]){axis=1}', 17],
  ['y = MeanVarianceNormalization(a[2,3,4,5])', 17],
  ['y = LpNormalization(a[2,3])', 17],
  ['y = LRN(a[1,5,2,2]){size=3}', 17],
  ['y = Softmax(a[2,3])', 11],
  ['y = GridSample(a[1,2,5,5], g[1,3,4,2])', 16],
  ['y = AffineGrid(a[1,2,3], int64{1,3,4,5})', 20],
  ['y = RoiAlign(a[1,2,8,8], r[3,4], int64{0,0,0}){output_height=2, output_width=3}', 16],
  ['y = MaxRoiPool(a[1,2,8,8], r[3,5]){pooled_shape=[2,3]}', 17],
  ['y = MaxUnpool(a[1,1,2,2], Reshape(int64{0,3,8,15}, int64{1,1,2,2})){kernel_shape=[2,2], strides=[2,2]}', 11],
  ['y = CenterCropPad(a[5,6], int64{3,9})', 18],
  ['y = Pad(a[2,3,4], int64{1,2}, _, int64{-1})', 18],
  ['y = ReduceLogSumExp(a[2,3,4], int64{-1}){keepdims=0}', 18],
  ['y = ReduceMax(a[2,3,4]){noop_with_empty_axes=1}', 18],
  ['y = BitwiseAnd(i:int32[3], j:int32[2,3])', 18],
  ['y = Mish(a[3])', 18],
  ['y = Shrink(a[3])', 17],
  ['y = Unique(int64{3,1,3})', 17],
  ['y = Compress(a[3,2], bool{1,0,1}){axis=0}', 17],
  ['y = ReverseSequence(a[4,3], int64{1,2,3}){time_axis=0, batch_axis=1}', 17],
  ['y = ConcatFromSequence(SplitToSequence(a[6,2], int64(2))){axis=1}', 17],
  ['y = ConcatFromSequence(SequenceConstruct(a[3,2], b[3,2])){axis=-1, new_axis=1}', 17],
  ['y = HannWindow(int64(10))', 17],
  ['y = DFT(a[1,10,1]){axis=1, onesided=1}', 17],
  ['y = STFT(a[1,64,1], int64(8), w[16])', 17],
  ['y = MelWeightMatrix(int64(8), int64(64), int64(8000), float32(0), float32(4000))', 17],
  [
    'y = QLinearMatMul(a:uint8[2,4], float32(0.1), uint8(1), b:uint8[4,3], float32(0.1), uint8(2), float32(0.2), uint8(3))',
    17,
  ],
  ['y = com.microsoft::FusedMatMul(a[2,4,3], b[2,5,4]){transA=1, transB=1}', 17],
  ['y = com.microsoft::FusedConv(a[1,3,8,8], w[4,3,3,3]){activation="Relu"}', 17],
  ['y = com.microsoft::BiasGelu(a[2,3], b[3])', 17],
  ['y = com.microsoft::SkipLayerNormalization(a[1,2,8], b[1,2,8], c[8], d[8])', 17],
  ['y, p = com.microsoft::Attention(a[1,3,8], w[8,24], b[24]){num_heads=2}', 17],
  ['y = com.microsoft::MultiHeadAttention(a[1,3,8], b[1,5,8], c[1,5,8]){num_heads=2}', 17],
  ['y = com.microsoft::DynamicQuantizeMatMul(a[2,8], w:int8[8,4], float32(0.1))', 17],
  ['y = com.microsoft::MatMulIntegerToFloat(a:uint8[2,8], w:int8[8,4], float32(0.1), float32(0.1))', 17],
  [
    'y = com.microsoft::QLinearAdd(a:uint8[2,3], float32(0.1), uint8(0), b:uint8[3], float32(0.1), uint8(0), float32(0.2), uint8(0))',
    17,
  ],
  [
    'y = com.microsoft::QLinearAveragePool(a:uint8[1,6,6,3], float32(0.1), uint8(0), float32(0.1), uint8(0)){kernel_shape=[3,3], channels_last=1}',
    17,
  ],
  ['y = com.microsoft::QLinearGlobalAveragePool(a:uint8[1,3,6,6], float32(0.1), uint8(0), float32(0.1), uint8(0))', 17],
  [
    'y = com.microsoft::QLinearConcat(float32(0.1), uint8(0), a:uint8[2,3], float32(0.1), uint8(0), b:uint8[2,4], float32(0.1), uint8(0)){axis=1}',
    17,
  ],
  [
    'y = com.microsoft::QGemm(a:uint8[2,8], float32(0.1), uint8(0), w:int8[8,4], float32(0.1), int8(0), _, float32(0.1), uint8(0)){transB=0}',
    17,
  ],
];

/** Their output's extent depends on the elements, which inference does not look at. */
const dataDependent = /Unique|Compress|ConcatFromSequence/;

describe('inferred types are those that ONNX Runtime computes', () => {
  it.each(cases)('%s at opset %i', async (text, opset) => {
    const graph = parseGraph(text, opset);
    const expected = await runReference(graph);
    const inferred = inferTypes(forgetTypes(graph));
    graph.outputs.forEach((id, index) => {
      const type = inferred.values.get(id)?.type;
      const { dataType, dims } = expected[index] ?? {};
      if (type?.kind !== 'tensor') throw new TypeError('Not inferred');
      const shape = dataDependent.test(text) ? type.shape?.map((dim, axis) => dim ?? dims?.[axis]) : type.shape;
      expect({ dataType: type.dataType, shape }).toEqual({ dataType, shape: dims });
    });
  });
});
