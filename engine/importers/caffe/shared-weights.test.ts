import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../ir/graph.ts';
import { requireValue } from '../../ir/query.ts';
import { type Tensor, tensorFloats } from '../../ir/tensor.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { optimize } from '../../passes/optimize.ts';
import { runGraph } from '../../testing/run-graph.ts';
import { seededFeeds } from '../../testing/seeded-feeds.ts';
import { readSharedGraph } from '../../testing/shared-models.ts';
import { importCaffe } from './import-caffe.ts';

const folder = join(import.meta.dirname, '../../../../shared/models/caffe');

function read(name: string): Graph {
  const [prototxt, caffemodel] = ['prototxt', 'caffemodel'].map((ending) =>
    readFileSync(join(folder, `${name}.${ending}`)),
  );
  const { model, weights } = importCaffe({ ...(prototxt && { prototxt }), ...(caffemodel && { caffemodel }) });
  expect(weights).toBe('stored');
  return inferTypes(model.graph);
}

async function outputsByName(
  graph: Graph,
  feeds: ReadonlyMap<string, Tensor>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const results = await runGraph(graph, feeds);
  return new Map(
    graph.outputs.flatMap((id, index) => {
      const result = results[index];
      return result ? [[requireValue(graph, id).name, tensorFloats(result)] as const] : [];
    }),
  );
}

const largestDifference = (a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number => {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? Number.NaN))), 0);
};

describe.skipIf(!existsSync(folder))('trained networks of ../shared/models/caffe', () => {
  test('the face detector gives the boxes and scores of its ONNX export, up to the decoding that only the export has', async () => {
    const caffe = read('slim-320');
    const onnx = readSharedGraph('trained/version-slim-320.onnx');
    // The regressions that the export goes on to decode into corners.
    const [regressions] = [...onnx.values.values()].filter(({ name }) => name === '375').map(({ id }) => id);
    const shown = regressions === undefined ? onnx : { ...onnx, outputs: [...onnx.outputs, regressions] };
    const feeds = seededFeeds(caffe);
    const [found, wanted] = [await outputsByName(caffe, feeds), await outputsByName(shown, feeds)];
    expect(largestDifference(found.get('boxes'), wanted.get('375'))).toBeLessThan(1e-4);
    expect(largestDifference(found.get('scores'), wanted.get('scores'))).toBeLessThan(1e-4);
  });

  test.each(['det1', 'det2', 'det3'])('%s runs, and computes the same once it is rewritten', async (name) => {
    const graph = read(name);
    const feeds = seededFeeds(graph);
    const wanted = await outputsByName(graph, feeds);
    const found = await outputsByName(optimize(graph, { target: 'tensorrt' }).graph, feeds);
    for (const [output, values] of wanted) {
      expect(values.every(Number.isFinite)).toBe(true);
      expect(largestDifference(found.get(output), values)).toBeLessThan(1e-5);
    }
  });
});
