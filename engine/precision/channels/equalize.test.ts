import { describe, expect, test } from 'vitest';
import type { Graph, ValueId } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { requireValue } from '../../ir/query.ts';
import { tensorBytes } from '../../ir/tensor.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { expectEquivalent } from '../../testing/expect-equivalent.ts';
import { modelOf } from '../../testing/run-graph.ts';
import { seededFeeds } from '../../testing/seeded-feeds.ts';
import { instrument } from '../calibration/instrument.ts';
import { runnerOf } from '../testing/calibrate-graph.ts';
import { type ChannelStatistics, observeChannels } from './channel-statistics.ts';
import { equalizeChannels, valuesToEqualize } from './equalize.ts';

async function statisticsOf(graph: Graph): Promise<ReadonlyMap<ValueId, ChannelStatistics>> {
  const wanted = new Map(valuesToEqualize(graph).map(({ id, axis }) => [id, { id, axis }]));
  const { model, observed } = instrument(modelOf(graph), [...wanted.keys()]);
  const named = [...observed].flatMap(([name, id]) => {
    const value = wanted.get(id);
    return value ? [[name, value] as const] : [];
  });
  const feeds = Object.fromEntries(
    [...seededFeeds(graph)].map(([name, tensor]) => [
      name,
      { dataType: tensor.dataType, dims: tensor.dims, data: tensorBytes(tensor) },
    ]),
  );
  async function* once() {
    yield feeds;
  }
  return observeChannels(new Map(named), once(), runnerOf(model.graph));
}

const graphOf = (text: string) => inferTypes(parseGraph(text));

/** Statistics that say: channels of very different reach. */
const uneven = (graph: Graph): ReadonlyMap<ValueId, ChannelStatistics> =>
  new Map(
    valuesToEqualize(graph).map(({ id, channelCount }) => [
      id,
      {
        magnitudes: Float64Array.from({ length: channelCount }, (_, channel) => 8 / 2 ** channel),
        means: new Float64Array(channelCount),
      },
    ]),
  );

const DEPTHWISE = 'd = Conv(Relu(Conv(x[1,3,8,8], W[4,3,1,1], B[4])), V[4,1,3,3], C[4]){group=4}';

describe('computes the same', () => {
  test.each([
    ['a depthwise convolution behind a Relu', DEPTHWISE],
    ['two convolutions', 'y = Conv(Relu(Conv(x[1,3,8,8], W[4,3,3,3], B[4])), V[5,4,1,1], C[5])'],
    ['a chain, whose middle is both reader and producer', `${DEPTHWISE}; y = Conv(Relu(d), U[2,4,1,1])`],
    [
      'branches behind a pooling',
      'p = MaxPool(Relu(Conv(x[1,3,8,8], W[4,3,1,1]))){kernel_shape=[2,2]}; a = Conv(p, V[2,4,1,1]); b = Conv(p, U[3,4,1,1]); y = Concat(a, b){axis=1}',
    ],
    [
      'products behind a LayerNormalization',
      'n = LayerNormalization(x[1,3,4], s[4], b[4]); y = Add(MatMul(n, W[4,6]), MatMul(n, V[4,6]))',
    ],
  ])('%s', async (_, text) => {
    const graph = graphOf(text);
    const { graph: after, divisors } = equalizeChannels(graph, uneven(graph));
    verifyGraph(after);
    expect(divisors.size).toBeGreaterThan(0);
    await expectEquivalent(graph, after, { rtol: 1e-4, atol: 1e-4 });
  });
});

test('every channel that depthwise convolutions read reaches as far as the farthest', async () => {
  const graph = graphOf(DEPTHWISE);
  const { graph: after } = equalizeChannels(graph, await statisticsOf(graph));
  for (const { magnitudes } of (await statisticsOf(after)).values()) {
    expect(Math.min(...magnitudes) / Math.max(...magnitudes)).toBeGreaterThan(0.99);
  }
});

describe('leaves alone', () => {
  test.each([
    ['what another operator reads too', 'r = Relu(Conv(x[1,3,8,8], W[4,3,1,1])); y = Add(Conv(r, V[4,4,1,1]), r)'],
    ['what is an output of the model', 'r = Relu(Conv(x[1,3,8,8], W[4,3,1,1])); y = Conv(r, V[4,4,1,1]); return y, r'],
    ['what a Sigmoid bends', 'y = Conv(Sigmoid(Conv(x[1,3,8,8], W[4,3,1,1])), V[4,4,1,1])'],
  ])('%s', (_, text) => {
    expect(valuesToEqualize(graphOf(text))).toEqual([]);
  });

  test('channels that are even already', () => {
    const graph = graphOf(DEPTHWISE);
    const even = new Map(
      [...uneven(graph)].map(([id, { means }]) => [id, { magnitudes: new Float64Array(4).fill(3), means }]),
    );
    expect(equalizeChannels(graph, even)).toMatchObject({ divisors: new Map() });
  });
});

test('a silent channel stays as it is, and an almost silent one is stretched no more than 32 times', () => {
  const graph = graphOf(DEPTHWISE);
  const [value] = valuesToEqualize(graph);
  if (!value) throw new Error('a value expected');
  const magnitudes = Float64Array.of(8, 0, 1e-6, 4);
  const { divisors } = equalizeChannels(graph, new Map([[value.id, { magnitudes, means: new Float64Array(4) }]]));
  expect([...(divisors.get(value.id) ?? [])]).toEqual([1, 1, 1 / 32, 0.5]);
});

test('the bound of a Clip stays where it is', () => {
  const graph = graphOf('y = Conv(Clip(Conv(x[1,3,8,8], W[4,3,1,1]), float32(0), float32(6)), V[4,1,1,1]){group=4}');
  const [value] = valuesToEqualize(graph);
  if (!value) throw new Error('a value expected');
  expect(requireValue(graph, value.id).name).not.toBe('');
  const magnitudes = Float64Array.of(6, 3, 6, 1.5);
  const { divisors } = equalizeChannels(graph, new Map([[value.id, { magnitudes, means: new Float64Array(4) }]]));
  expect([...(divisors.get(value.id) ?? [])]).toEqual([1, 0.5, 1, 0.25]);
});
