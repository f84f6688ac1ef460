import { describe, expect, test } from 'vitest';
import { printGraph } from '../ir/print.ts';
import { targetNames } from '../targets/targets.ts';
import { sqnrDb } from '../testing/expect-equivalent.ts';
import { runGraph } from '../testing/run-graph.ts';
import { seededFeeds } from '../testing/seeded-feeds.ts';
import { readSharedGraph, sharedModelsArePresent } from '../testing/shared-models.ts';
import { optimize } from './optimize.ts';

/** Layers of the imported graph, and after each stage for TensorRT. */
const expected = {
  'resnet50.ts': [174, 174, 56, 56, 56],
  'resnet152.ts': [514, 514, 158, 158, 158],
  'vgg19.ts': [43, 42, 24, 24, 24],
  'googlenet.ts': [195, 195, 81, 63, 63],
  'googlenet.dynamo': [138, 138, 81, 63, 63],
  'inception_v3.ts': [308, 308, 120, 101, 99],
  'mobilenet_v2.ts': [151, 151, 54, 54, 54],
  'efficientnet_b0.ts': [287, 287, 180, 180, 180],
  'vit_b_16.ts': [894, 396, 288, 288, 288],
  'bert_base.ts': [495, 387, 219, 195, 195],
  'bert_base.dynamo': [322, 321, 189, 165, 165],
  'bert_large.ts': [951, 747, 411, 363, 363],
};

describe.skipIf(!sharedModelsArePresent)('exported networks, needing ../shared/models', () => {
  test.each(Object.entries(expected))('%s has the known layer counts, without a weight being read', (name, counts) => {
    const { stages } = optimize(readSharedGraph(`topologies/${name}.onnx`), { target: 'tensorrt' });
    expect(stages.map(({ layerCount }) => layerCount)).toEqual(counts);
  });

  test.each(Object.keys(expected))('%s leaves nothing to do for a second run, for any target', (name) => {
    const graph = readSharedGraph(`topologies/${name}.onnx`);
    for (const target of targetNames) {
      const once = optimize(graph, { target });
      const twice = optimize(once.graph, { target });
      expect(twice.fusions).toEqual([]);
      expect(twice.graph).toBe(once.graph);
    }
  });

  test.each(['inception_fashion', 'resnet20_cifar10', 'kws_dscnn', 'mnist', 'version-slim-320', 'ImageClassifier'])(
    '%s computes the same to 100 dB',
    async (name) => {
      const graph = readSharedGraph(`trained/${name}.onnx`);
      const feeds = seededFeeds(graph);
      const wanted = await runGraph(graph, feeds);
      for (const target of ['portable', 'tensorrt'] as const) {
        const found = await runGraph(optimize(graph, { target }).graph, feeds);
        wanted.forEach((reference, index) => {
          const actual = found[index];
          expect(actual && sqnrDb(reference, actual)).toBeGreaterThanOrEqual(100);
        });
      }
    },
  );

  test('names stay those of the model', () => {
    const graph = readSharedGraph('trained/inception_fashion.onnx');
    const { graph: after } = optimize(graph, { target: 'tensorrt' });
    const namesOf = (ids: readonly number[], from: typeof graph) => ids.map((id) => from.values.get(id)?.name);
    expect(namesOf(after.inputs, after)).toEqual(namesOf(graph.inputs, graph));
    expect(namesOf(after.outputs, after)).toEqual(namesOf(graph.outputs, graph));
    expect(printGraph(after)).toContain('Split');
  });
});
