import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { optimize } from '../../passes/optimize.ts';
import { conventionFor, countSourceLayers } from '../../targets/layer-count.ts';
import { importCaffe } from './import-caffe.ts';

const folder = join(import.meta.dirname, '../../../../shared/models/caffe');
const read = (name: string) => inferTypes(importCaffe({ prototxt: readFileSync(join(folder, name)) }).model.graph);

/**
 * Layers as Caffe's users count them, the same with a BatchNorm and its Scale as one, and after each stage for TensorRT. The counts
 * after horizontal merging and after eliminated concats are below those that NVIDIA published, for the reason beside each.
 */
const expected = {
  // Published: 670 -> 159, and of the same kind for its smaller sibling.
  'ResNet-152-deploy': [670, 515, 159],
  'ResNet-50-deploy': [228, 175, 57],
  // Published: 43 -> 27. Lathe also runs the two InnerProduct + ReLU as one kernel each.
  'soeaver_deploy_vgg19-pytorch': [43, 43, 25],
  // Published: 309 -> 113, where BatchNorm and Scale are one; 91 kernels after sibling convolutions merge, and 9 copies.
  'soeaver_deploy_inception-v3': [403, 309, 100],
  // Published: 141 -> 66.
  bvlc_googlenet_deploy: [141, 141, 66],
  mobilenet_deploy: [111, 84, 30],
  lenet: [8, 8, 7],
  lenet_train_test: [7, 7, 6],
  // A PReLU has trained slopes, which no kernel takes over; its siblings at the end merge.
  det1: [10, 10, 9],
  det2: [13, 13, 12],
  det3: [17, 17, 15],
  'slim-320': [95, 95, 52],
};

describe.skipIf(!existsSync(folder))('networks of ../shared/models/caffe', () => {
  test.each(Object.entries(expected))('%s has the known layer counts', (name, counts) => {
    const graph = read(`${name}.prototxt`);
    verifyGraph(graph);
    const source = countSourceLayers(graph);
    const { stages } = optimize(graph, { target: 'tensorrt' });
    expect([source?.count, source?.pairedCount, stages.at(-1)?.layerCount]).toEqual(counts);
    expect(stages[0]?.layerCount).toBe(counts[0]);
  });

  test('the convention says both counts where they differ', () => {
    expect(conventionFor(read('soeaver_deploy_inception-v3.prototxt'))).toContain(
      '(309 with each BatchNorm and its Scale as one)',
    );
    expect(conventionFor(read('lenet.prototxt'))).not.toContain('BatchNorm');
  });

  test('every field of these networks is known', () => {
    for (const name of Object.keys(expected)) {
      const { diagnostics } = importCaffe({ prototxt: readFileSync(join(folder, `${name}.prototxt`)) });
      expect(diagnostics.map(({ code }) => code)).not.toContain('caffe.unknown-field');
    }
  });
});
