import { describe, expect, test } from 'vitest';
import { applyPatch } from '../../ir/apply-patch.ts';
import type { Attribute, Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { printGraph } from '../../ir/print.ts';
import { findShape, opsetOf, topologicalOrder } from '../../ir/query.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { expectEquivalent } from '../../testing/expect-equivalent.ts';
import { upgradeOpset } from '../upgrade-opset.ts';

const read = (text: string, opset: number): Graph => inferTypes(parseGraph(text, opset));

interface UpgradeCase {
  readonly from: number;
  readonly to?: number;
  readonly graph: string;
  /** What it becomes, in the text form. */
  readonly becomes: string;
}

const cases: Readonly<Record<string, UpgradeCase>> = {
  'BatchNormalization loses spatial': {
    from: 8,
    graph: 'y = BatchNormalization(x[2,3,4], s[3], b[3], m[3], v[3]){spatial=1, epsilon=0.01}',
    becomes: 'y = BatchNormalization(x[2,3,4], s[3], b[3], m[3], v[3]){epsilon=0.01}',
  },
  'BatchNormalization in inference is the same in opset 17': {
    from: 9,
    to: 17,
    graph: 'y = BatchNormalization(x[2,3,4], s[3], b[3], m[3], v[3])',
    becomes: 'y = BatchNormalization(x[2,3,4], s[3], b[3], m[3], v[3])',
  },
  'the bounds of Clip become inputs': {
    from: 10,
    graph: 'y = Clip(x[2,3]){min=-0.5, max=1.0}',
    becomes: 'y = Clip(x[2,3], float32(-0.5), float32(1))',
  },
  'a lower bound of Clip alone becomes an input': {
    from: 7,
    graph: 'y = Clip(x[2,3]){min=0.0}',
    becomes: 'y = Clip(x[2,3], float32(0))',
  },
  'an upper bound of Clip alone leaves the lower one out': {
    from: 9,
    graph: 'y = Clip(x[2,3]){max=0.5}',
    becomes: 'y = Clip(x[2,3], _, float32(0.5))',
  },
  'Clip without bounds stays so': { from: 9, graph: 'y = Clip(x[2,3])', becomes: 'y = Clip(x[2,3])' },
  'the ratio of Dropout becomes an input': {
    from: 9,
    graph: 'y = Dropout(x[2,3]){ratio=0.25}',
    becomes: 'y = Dropout(x[2,3], float32(0.25))',
  },
  'a mask of Dropout that nobody uses is bool': {
    from: 7,
    graph: 'y, m = Dropout(x[2,3]); return y',
    becomes: 'y, m = Dropout(x[2,3], float32(0.5)); return y',
  },
  'pads of Pad become an input, and 0 needs none': {
    from: 9,
    graph: 'y = Pad(x[1,2,3]){pads=[0,1,2,0,-1,1]}',
    becomes: 'y = Pad(x[1,2,3], int64{0,1,2,0,-1,1})',
  },
  'the constant of Pad becomes an input': {
    from: 9,
    graph: 'y = Pad(x[2,3]){pads=[0,1,0,1], value=1.5}',
    becomes: 'y = Pad(x[2,3], int64{0,1,0,1}, float32(1.5))',
  },
  'Pad by reflection has no constant': {
    from: 10,
    graph: 'y = Pad(x[2,3]){pads=[0,1,0,1], mode="reflect", value=1.5}',
    becomes: 'y = Pad(x[2,3], int64{0,1,0,1}){mode="reflect"}',
  },
  'the bounds of Slice become inputs': {
    from: 9,
    graph: 'y = Slice(x[4,6]){starts=[1,-2], ends=[9,6], axes=[0,1]}',
    becomes: 'y = Slice(x[4,6], int64{1,-2}, int64{9,6}, int64{0,1})',
  },
  'Slice without axes has no axes': {
    from: 8,
    graph: 'y = Slice(x[4,6]){starts=[1], ends=[-1]}',
    becomes: 'y = Slice(x[4,6], int64{1}, int64{-1})',
  },
  'the k of TopK becomes an input': {
    from: 9,
    graph: 'y, i = TopK(x[3,6]){k=2, axis=1}; return y, i',
    becomes: 'y, i = TopK(x[3,6], int64{2}){axis=1}; return y, i',
  },
  'Upsample by an attribute becomes Resize': {
    from: 7,
    graph: 'y = Upsample(x[1,1,3,4]){scales=[1.0, 1.0, 2.0, 1.5]}',
    becomes:
      'y = Resize(x[1,1,3,4], float32{}, float32{1,1,2,1.5}){coordinate_transformation_mode="asymmetric", nearest_mode="floor"}',
  },
  'Upsample by an input becomes Resize': {
    from: 9,
    graph: 'y = Upsample(x[1,1,3,4], float32{1,1,2,3}){mode="linear"}',
    becomes:
      'y = Resize(x[1,1,3,4], float32{}, float32{1,1,2,3}){coordinate_transformation_mode="asymmetric", mode="linear", nearest_mode="floor"}',
  },
  'Upsample by computed scales becomes Resize': {
    from: 9,
    graph: 'y = Upsample(x[1,1,3,4], Abs(float32{1,1,2,2.5}))',
    becomes:
      'y = Resize(x[1,1,3,4], float32{}, Abs(float32{1,1,2,2.5})){coordinate_transformation_mode="asymmetric", nearest_mode="floor"}',
  },
  'Resize that enlarges takes the element before': {
    from: 10,
    graph: 'y = Resize(x[1,1,3,4], float32{1,1,1.7,2})',
    becomes:
      'y = Resize(x[1,1,3,4], float32{}, float32{1,1,1.7,2}){coordinate_transformation_mode="asymmetric", nearest_mode="floor"}',
  },
  'Resize that shrinks takes the element after': {
    from: 10,
    graph: 'y = Resize(x[1,1,5,7], float32{1,1,0.6,0.6})',
    becomes:
      'y = Resize(x[1,1,5,7], float32{}, float32{1,1,0.6,0.6}){coordinate_transformation_mode="asymmetric", nearest_mode="ceil"}',
  },
  'Resize between elements may enlarge one axis and shrink another': {
    from: 10,
    graph: 'y = Resize(x[1,1,5,7], float32{1,1,0.6,2}){mode="linear"}',
    becomes:
      'y = Resize(x[1,1,5,7], float32{}, float32{1,1,0.6,2}){coordinate_transformation_mode="asymmetric", mode="linear", nearest_mode="ceil"}',
  },
  'Resize by tf_half_pixel_for_nn says the same by half_pixel': {
    from: 12,
    graph:
      'y = Resize(x[1,1,5,7], float32{}, float32{1,1,1.6,0.7}){coordinate_transformation_mode="tf_half_pixel_for_nn", nearest_mode="floor"}',
    becomes:
      'y = Resize(x[1,1,5,7], float32{}, float32{1,1,1.6,0.7}){coordinate_transformation_mode="half_pixel", nearest_mode="round_prefer_ceil"}',
  },
  'Resize by tf_half_pixel_for_nn with halves down takes the element after': {
    from: 11,
    graph:
      'y = Resize(x[1,1,5,7], float32{}, float32{1,1,1.6,0.7}){coordinate_transformation_mode="tf_half_pixel_for_nn"}',
    becomes:
      'y = Resize(x[1,1,5,7], float32{}, float32{1,1,1.6,0.7}){coordinate_transformation_mode="half_pixel", nearest_mode="ceil"}',
  },
  'Scatter becomes ScatterElements': {
    from: 9,
    graph: 'y = Scatter(x[3,3], Reshape(int64{1,0,2,0,2,1}, int64{2,3}), u[2,3]){axis=0}',
    becomes: 'y = ScatterElements(x[3,3], Reshape(int64{1,0,2,0,2,1}, int64{2,3}), u[2,3]){axis=0}',
  },
  'the axes of Squeeze and Unsqueeze become inputs': {
    from: 11,
    graph: 'y = Unsqueeze(Squeeze(x[2,1,3]){axes=[-2]}){axes=[0,3]}',
    becomes: 'y = Unsqueeze(Squeeze(x[2,1,3], int64{-2}), int64{0,3})',
  },
  'Squeeze of all axes stays so': { from: 7, graph: 'y = Squeeze(x[2,1,3])', becomes: 'y = Squeeze(x[2,1,3])' },
  'the axes of ReduceSum become an input': {
    from: 12,
    graph: 'y = ReduceSum(x[2,3,4]){axes=[1,2], keepdims=0}',
    becomes: 'y = ReduceSum(x[2,3,4], int64{1,2}){keepdims=0}',
  },
  'ReduceSum of all axes stays so': {
    from: 8,
    graph: 'y = ReduceSum(x[2,3,4])',
    becomes: 'y = ReduceSum(x[2,3,4])',
  },
  'other reductions keep their attribute': {
    from: 8,
    to: 17,
    graph: 'y = ReduceMean(x[2,3,4]){axes=[1]}',
    becomes: 'y = ReduceMean(x[2,3,4]){axes=[1]}',
  },
  'the lengths of Split become an input': {
    from: 11,
    graph: 'y, z = Split(x[5,2]){split=[2,3]}; return y, z',
    becomes: 'y, z = Split(x[5,2], int64{2,3}); return y, z',
  },
  'Split into equal parts stays so': {
    from: 7,
    graph: 'y, z = Split(x[2,6]){axis=1}; return y, z',
    becomes: 'y, z = Split(x[2,6]){axis=1}; return y, z',
  },
  'Softmax along the last axis says which that is': {
    from: 8,
    graph: 'y = Softmax(x[2,5])',
    becomes: 'y = Softmax(x[2,5]){axis=1}',
  },
  'Softmax along channels of one pixel needs no reshape': {
    from: 11,
    graph: 'y = Softmax(x[2,5,1,1])',
    becomes: 'y = Softmax(x[2,5,1,1]){axis=1}',
  },
  'Softmax over several axes flattens them': {
    from: 12,
    graph: 'y = Softmax(x[2,3,4])',
    becomes: 'y = Reshape(Softmax(Flatten(x[2,3,4]){axis=1}){axis=1}, int64{2,3,4})',
  },
  'LogSoftmax over several axes leaves one open axis open': {
    from: 11,
    graph: 'y = LogSoftmax(x[N,3,4]){axis=-2}',
    becomes: 'y = Reshape(LogSoftmax(Flatten(x[N,3,4]){axis=-2}){axis=1}, int64{-1,3,4})',
  },
  'Hardmax over open axes asks for the shape': {
    from: 9,
    graph: 'y = Hardmax(x[N,3,T]){axis=0}',
    becomes: 'y = Reshape(Hardmax(Flatten(x[N,3,T]){axis=0}){axis=1}, Shape(x))',
  },
  'RoiAlign keeps sampling without a shift': {
    from: 12,
    to: 17,
    graph: 'y = RoiAlign(x[1,2,6,6], Reshape(float32{0,0,4,4}, int64{1,4}), int64{0}){output_height=2, output_width=2}',
    becomes:
      'y = RoiAlign(x[1,2,6,6], Reshape(float32{0,0,4,4}, int64{1,4}), int64{0}){coordinate_transformation_mode="output_half_pixel", output_height=2, output_width=2}',
  },
  'quantization of whole tensors, negative axes and recurrence are the same': {
    from: 10,
    to: 17,
    graph: `d = DequantizeLinear(QuantizeLinear(x[1,1,4], float32(0.1), uint8(128)), float32(0.1), uint8(128))
      y, h = GRU(d, W[1,6,4], R[1,6,2]){hidden_size=2}
      z = Gather(h, int64{-1}); return y, z`,
    becomes: `d = DequantizeLinear(QuantizeLinear(x[1,1,4], float32(0.1), uint8(128)), float32(0.1), uint8(128))
      y, h = GRU(d, W[1,6,4], R[1,6,2]){hidden_size=2}
      z = Gather(h, int64{-1}); return y, z`,
  },
};

describe.each(Object.entries(cases))('%s', (_name, { from, to = 13, graph, becomes }) => {
  const before = read(graph, from);
  const result = upgradeOpset(before, to);
  const after = 'graph' in result ? result.graph : before;

  test('as written', () => {
    expect(opsetOf(after)).toBe(to);
    expect(printGraph(after)).toBe(printGraph(read(becomes, to)));
  });
  test('with the same types', () => {
    expect(inferTypes(after).outputs.map((id) => inferTypes(after).values.get(id))).toEqual(
      before.outputs.map((id) => before.values.get(id)),
    );
  });
  test('with the same results', async () => {
    await expectEquivalent(before, after, { rtol: 0, atol: 0, dims: { N: 2, T: 3 } });
  });
  test('with every new node standing for one it replaces', () => {
    for (const node of after.nodes.values()) expect(node.origins.every((id) => before.nodes.has(id))).toBe(true);
    expect(topologicalOrder(after).every((node) => node.origins.length > 0)).toBe(true);
  });
});

test('an end of 2^63 - 1 stays the end', async () => {
  const text = read('y = Slice(x[4,6]){starts=[1], ends=[0], axes=[1]}', 9);
  const patch = new PatchBuilder(text);
  const [slice] = topologicalOrder(text);
  const toTheEnd: Attribute = { type: 'ints', value: [2n ** 63n - 1n] };
  if (slice) patch.update(slice.id, { attributes: new Map([...slice.attributes, ['ends', toTheEnd]]) });
  const before = inferTypes(applyPatch(text, patch.build()));
  const result = upgradeOpset(before, 13);
  if ('refusal' in result) throw new Error(result.refusal.reason);
  expect(result.graph.outputs.map((id) => findShape(inferTypes(result.graph), id))).toEqual([[4, 5]]);
  await expectEquivalent(before, result.graph, { rtol: 0, atol: 0 });
});

test.each([
  ['Clip', 'float64', 'y = Clip(x:float64[2]){min=-1.0, max=0.5}', 'float64(-1), float64(0.5)'],
  ['Clip', 'float16', 'y = Clip(x:float16[2]){min=-1.0, max=0.5}', 'float16(-1), float16(0.5)'],
  ['Pad', 'float64', 'y = Pad(x:float64[2]){pads=[1,1], value=0.5}', 'int64{1,1}, float64(0.5)'],
])('what becomes an input of %s is %s like the data', (opType, dataType, text, inputs) => {
  const result = upgradeOpset(read(text, 9), 13);
  expect('graph' in result && printGraph(result.graph)).toContain(`${opType}(x:${dataType}[2], ${inputs})`);
});

interface RefusalCase {
  readonly from: number;
  readonly to?: number;
  readonly graph: string;
  readonly because: string;
}

const refused: Readonly<Record<string, RefusalCase>> = {
  'statistics per element': {
    from: 8,
    graph: 'y = BatchNormalization(x[1,2], s[2], b[2], m[2], v[2]){spatial=0}',
    because: 'BatchNormalization "y" has statistics per element (spatial = 0), which opset 9 dropped',
  },
  'BatchNormalization that trains, for opset 14 on': {
    from: 9,
    to: 14,
    graph: 'y, m1, _, _, _ = BatchNormalization(x[1,2], s[2], b[2], m[2], v[2]); return y, m1',
    because: 'BatchNormalization "y" trains: it gives statistics',
  },
  'a mask that is used': {
    from: 9,
    graph: 'y, m = Dropout(x[2]); return y, m',
    because: 'Dropout "y" gives a mask that is used, and what it holds changed in opsets 10 and 12',
  },
  'the error function of integers': {
    from: 9,
    graph: 'y = Erf(x:int32[2])',
    because: 'Erf "y" takes int32, which opset 13 dropped',
  },
  'an experimental operator': {
    from: 8,
    graph: 'y = MeanVarianceNormalization(x[1,2,3,3]){across_channels=1}',
    because: 'MeanVarianceNormalization "y" is an experimental operator before opset 9',
  },
  'computed scales of Resize to the nearest element': {
    from: 10,
    graph: 'y = Resize(x[1,1,3,3], x1[4])',
    because: 'Resize "y" has computed scales, on which its rounding depends before opset 11',
  },
  'Resize that enlarges and shrinks': {
    from: 10,
    graph: 'y = Resize(x[1,1,4,4], float32{1,1,2,0.5})',
    because: 'Resize "y" enlarges one axis and shrinks another, each with its own rounding',
  },
  'tf_half_pixel_for_nn between elements': {
    from: 11,
    graph:
      'y = Resize(x[1,1,4,4], float32{}, float32{1,1,2,2}){mode="linear", coordinate_transformation_mode="tf_half_pixel_for_nn"}',
    because: 'Resize "y" samples by tf_half_pixel_for_nn, which opset 13 dropped',
  },
  'Scan over batches': {
    from: 8,
    graph: 'y = Scan(_, x[1,2,3]){num_scan_inputs=1}',
    because: 'Scan "y" runs over a batch of sequences, which opset 9 dropped',
  },
  'bounds of data of unknown type': {
    from: 9,
    graph: 'y = Clip(custom::Thing(x[2])){min=0.0}',
    because: 'Clip "y" has an input of unknown type, which its bounds must have too',
  },
  'a constant for data of unknown type': {
    from: 9,
    graph: 'y = Pad(custom::Thing(x[2])){pads=[1,1], value=1.0}',
    because: 'Pad "y" has an input of unknown type, which its constant must have too',
  },
  'a Slice without bounds': { from: 9, graph: 'y = Slice(x[2])', because: 'Slice "y" has no bounds' },
  'a Pad without pads': { from: 9, graph: 'y = Pad(x[2])', because: 'Pad "y" has no pads' },
  'a TopK without k': { from: 9, graph: 'y = TopK(x[2])', because: 'TopK "y" has no k' },
  'an Upsample without scales': { from: 8, graph: 'y = Upsample(x[2])', because: 'Upsample "y" has no scales' },
};

test.each(Object.entries(refused))('refuses %s', (_name, { from, to = 13, graph, because }) => {
  const before = read(graph, from);
  const node = topologicalOrder(before).at(-1);
  expect(upgradeOpset(before, to)).toEqual({ refusal: { reason: because, nodeIds: [node?.id] } });
});
