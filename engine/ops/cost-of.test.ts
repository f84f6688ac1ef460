import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
import { parseGraph } from '../ir/parse.ts';
import { costOfGraph } from './cost-of.ts';
import { inferTypes } from './infer-types.ts';
import { parameterCountOf } from './parameter-count.ts';
import { withBodies } from './testing/with-bodies.ts';

const macsOf = (text: string) => costOfGraph(inferTypes(parseGraph(text))).macs;

describe('multiply-accumulates', () => {
  it.each([
    ['y = Conv(x[1,3,224,224], w[64,3,7,7], b[64]){strides=[2,2], pads=[3,3,3,3]}', 64 * 112 * 112 * 3 * 7 * 7],
    ['y = Conv(x[2,32,8,8], w[32,1,3,3]){group=32, pads=[1,1,1,1]}', 2 * 32 * 8 * 8 * 9],
    ['y = ConvTranspose(x[1,4,7,7], w[4,3,3,3]){strides=[2,2]}', 4 * 7 * 7 * 3 * 9],
    [
      'y = QLinearConv(x:uint8[1,3,8,8], a[], b:uint8[], w:int8[4,3,3,3], c[], d:int8[], e[], f:uint8[])',
      4 * 6 * 6 * 27,
    ],
    ['y = Gemm(x[5,8], w[4,8], b[4]){transB=1}', 5 * 8 * 4],
    ['y = Gemm(x[8,5], w[8,4]){transA=1}', 5 * 8 * 4],
    ['y = MatMul(x[2,12,128,64], x1[2,12,64,128])', 2 * 12 * 128 * 64 * 128],
    ['y = MatMulInteger(x:uint8[3,8], w:int8[8,4])', 3 * 8 * 4],
    ['y = Einsum(x[2,3,4], x1[2,4,5]){equation="bij,bjk->bik"}', 2 * 3 * 4 * 5],
    ['y = Einsum(x[3,4]){equation="ij->ji"}', 0],
    ['y, h, c = LSTM(x[10,2,16], w[1,128,16], r[1,128,32])', 10 * 2 * (128 * 16 + 128 * 32)],
    [
      'y = com.microsoft::Attention(x[1,128,768], w[768,2304], b[2304]){num_heads=12}',
      128 * 768 * 2304 + 2 * 128 * 128 * 768,
    ],
    ['y = com.microsoft::MultiHeadAttention(x[1,6,8], x1[1,10,8], x2[1,10,4]){num_heads=2}', 6 * 10 * 8 + 6 * 10 * 4],
    ['y = Attention(x[1,2,6,8], x1[1,2,10,8], x2[1,2,10,4])', 2 * 6 * 10 * 8 + 2 * 6 * 10 * 4],
    ['y = com.microsoft::MatMulNBits(x[2,3,64], w:uint8[32,2,16], s[64]){K=64, N=32}', 6 * 64 * 32],
    ['y = MaxPool(Relu(Add(x[1,4,8,8], x))){kernel_shape=[2,2]}', 0],
  ])('%s: %i', (text, macs) => expect(macsOf(text)).toBe(macs));

  it('counts what is open as one, or as the caller says, in expressions too', () => {
    const graph = inferTypes(parseGraph('y = MatMul(Reshape(x[N,12,4], int64{-1,4}), w[4,5])'));
    expect(costOfGraph(graph).macs).toBe(12 * 4 * 5);
    expect(costOfGraph(graph, { unknownDim: 3 }).macs).toBe(36 * 4 * 5);
  });

  it('names the nodes that cost something, and those that it cannot tell of', () => {
    const graph = inferTypes(
      parseGraph('a = Gemm(x[2,3], w[3,4]); b = Relu(a); y = Conv(com.example::Anything(b), v[4,4,3,3])'),
    );
    const cost = costOfGraph(graph);
    const nameOf = (id: number) => graph.nodes.get(id)?.opType;
    expect([...cost.macsByNode].map(([id, macs]) => [nameOf(id), macs])).toEqual([['Gemm', 24]]);
    expect(cost.unknownNodes.map(nameOf)).toEqual(['Anything', 'Conv']);
  });

  it('takes the dearer branch of an If, one iteration of a Loop, and every slice of a Scan', () => {
    const dear = { text: 'y = Gemm(v[8,8], w[8,8])' };
    const cheap = { text: 'y = Gemm(v[2,2], w[2,2])' };
    const branches = withBodies('y = If(x:bool[])', { then_branch: cheap, else_branch: dear });
    expect(costOfGraph(inferTypes(branches)).macs).toBe(512);
    const loop = withBodies('y = Loop(int64(5), _, x[2,4])', {
      body: { text: 'i = Neg(x:int64[]); c = Identity(x1:bool[]); y = MatMul(x2, w[4,4]); return c, y' },
    });
    expect(costOfGraph(inferTypes(loop)).macs).toBe(32);
    const scan = withBodies('h = Scan(x[2,8], x1[10,2,4]){num_scan_inputs=1}', {
      body: { text: 'h = Add(x, MatMul(x1, w[4,8]))' },
    });
    expect(costOfGraph(inferTypes(scan)).macs).toBe(10 * 2 * 4 * 8);
  });
});

describe('parameters', () => {
  it.each([
    ['y = Conv(x[1,3,8,8], w[4,3,3,3], b[4])', 112],
    ['y = BatchNormalization(x[1,3,8,8], s[3], b[3], m[3], v[3])', 6],
    ['y = Reshape(Gather(w[100,8], x:int64[4]), int64{2,16})', 800],
    ['y = Clip(Mul(x[4], float32(0.5)), float32(0), float32(6))', 0],
    ['y = MatMul(x[2,8], DequantizeLinear(w:int8[8,4], s[4], z:int8[4]){axis=1})', 32],
    ['y = Add(Mul(x[4], w[4]), w)', 4],
    ['y = com.microsoft::MatMulNBits(x[2,64], w:uint8[32,2,16], s[64]){K=64, N=32}', 32 * 2 * 16],
  ])('%s: %i', (text, count) => expect(parameterCountOf(parseGraph(text))).toBe(count));

  it('of a subgraph count as well', () => {
    const graph = withBodies('y = If(x:bool[])', {
      then_branch: { text: 'y = Gemm(v[2,2], w[2,2])' },
      else_branch: { text: 'y = Identity(b[3])' },
    });
    expect(parameterCountOf(graph)).toBe(11);
  });
});

/**
 * Parameters are those in the file: exporters store equal tensors, such as freshly initialized BatchNormalizations, once.
 * Multiply-accumulates are torchvision's "GFLOPS" of the same models, and for BERT the hand count
 * layers * (S * 12 * hidden^2 + 2 * S^2 * hidden).
 */
const published: readonly (readonly [file: string, macs: number, parameters: number])[] = [
  ['resnet50.ts', 4_089_184_256, 25_511_976],
  ['resnet152.ts', 11_513_626_624, 60_049_448],
  ['mobilenet_v2.ts', 300_774_272, 3_479_256],
  ['efficientnet_b0.ts', 385_814_752, 5_247_076],
  ['inception_v3.ts', 5_713_216_096, 23_804_040],
  ['googlenet.ts', 1_498_376_192, 6_615_736],
  ['vgg19.ts', 19_632_062_464, 143_658_600],
  ['vit_b_16.ts', 17_563_828_224, 86_495_476],
  ['bert_base.dynamo', 12 * (128 * 12 * 768 ** 2 + 2 * 128 ** 2 * 768), 108_808_704],
  ['bert_base.ts', 12 * (12 * 768 ** 2 + 2 * 768), 108_774_912],
  ['bert_large.ts', 24 * (12 * 1024 ** 2 + 2 * 1024), 333_776_896],
];

const topologies = join(import.meta.dirname, '../../../shared/models/topologies');
const areMissing = !existsSync(topologies);

describe.skipIf(areMissing)(
  `known networks${areMissing ? ' (skipped: no folder ../shared/models beside the repository)' : ''}`,
  () => {
    it.each(published)('%s: %i MACs, %i parameters', (file, macs, parameters) => {
      const { graph } = importOnnx(readFileSync(join(topologies, `${file}.onnx`)), {
        byteLengthOf: () => Number.MAX_SAFE_INTEGER,
        read: () => new Uint8Array(),
      }).model;
      const cost = costOfGraph(inferTypes(graph));
      expect(cost).toMatchObject({ macs, unknownNodes: [] });
      expect(parameterCountOf(graph)).toBe(parameters);
    });
  },
);
