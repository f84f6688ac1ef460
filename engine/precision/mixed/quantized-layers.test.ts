import { expect, test } from 'vitest';
import { parseGraph } from '../../ir/parse.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { quantizeStatic } from '../quantize/quantize-static.ts';
import { calibrateGraph } from '../testing/calibrate-graph.ts';
import { quantizedLayers } from './quantized-layers.ts';

const graph = inferTypes(
  parseGraph(`
    a = Relu(Conv(x[1,3,8,8], W1[4,3,3,3]))
    b = Conv(a, W2[4,4,3,3])
    c = Conv(b, W3[8,4,1,1])
    y = Softmax(Flatten(GlobalAveragePool(c)))
  `),
);

async function layersOf(limit: number) {
  const options = { target: 'onnxruntime-cpu' } as const;
  const { precisions } = quantizeStatic(graph, await calibrateGraph(graph, options), options);
  return quantizedLayers(graph, precisions, limit);
}

test('layers are the nodes that multiply, in order, with their work', async () => {
  const layers = await layersOf(10);
  expect(layers.map(({ names, macs }) => [names.length, macs])).toEqual([
    [1, 36 * 4 * 27],
    [1, 16 * 4 * 36],
    [1, 16 * 8 * 4],
  ]);
  expect(layers[2]?.names).toEqual(['c']);
});

test('of more than the limit, neighbours are taken together and none is left out', async () => {
  const all = await layersOf(10);
  const [first, second, ...rest] = await layersOf(2);
  expect(rest).toEqual([]);
  expect(first?.nodeIds).toEqual(all[0]?.nodeIds);
  expect(second?.nodeIds).toEqual([...(all[1]?.nodeIds ?? []), ...(all[2]?.nodeIds ?? [])]);
  expect(second?.macs).toBe((all[1]?.macs ?? 0) + (all[2]?.macs ?? 0));
});
