import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import type { TargetName } from '../api/contract.ts';
import { targetNames } from '../targets/targets.ts';
import type { ComparedGraphs } from '../view/graph-view.ts';
import { expectDrawable } from '../view/testing/expect-drawable.ts';
import { compareGraphs } from './compare-graphs.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { rewriteModel, rulesOf } from './rewrite-model.ts';
import { loadGraph, mnistPath, sampleModelPath } from './testing/model-files.ts';

const compare = (loaded: LoadedModel, target: TargetName, disabledRules: readonly string[] = []) =>
  compareGraphs(loaded, rewriteModel(loaded, { target, disabledRules }));

/** What holds of every pair of graphs, whatever the model and target. */
function expectConsistent(loaded: LoadedModel, graphs: ComparedGraphs): void {
  const { before, after, fusions, refusals, layers } = graphs;
  for (const view of [before, after]) expectDrawable(view);
  const countedIn = (boxes: typeof before.boxes) => boxes.filter(({ counted }) => counted).length;
  expect(countedIn(before.boxes)).toBe(layers.before);
  expect(countedIn(after.boxes)).toBe(layers.after);
  expect(layers.stages[0]?.count).toBe(layers.before);
  expect(layers.stages.at(-1)?.count).toBe(layers.after);

  const imported = new Set<number>(loaded.frozen.nodes.keys());
  expect(before.boxes.flatMap(({ origins }) => origins).toSorted((a, b) => a - b)).toEqual(
    [...imported].toSorted((a, b) => a - b),
  );
  const named = [...after.boxes, ...fusions, ...refusals].flatMap(({ origins }) => origins);
  expect(named.filter((origin) => !imported.has(origin))).toEqual([]);
  // A node vanishes with a fusion that names it, or because all that used it did.
  const explained = new Set(named);
  const unexplained = [...loaded.frozen.nodes.values()].filter(({ id }) => !explained.has(id));
  const isUnused = (id: number) =>
    unexplained.some((node) => node.id === id) || fusions.some(({ origins }) => origins.includes(id));
  for (const { outputs } of unexplained) {
    const users = outputs.flatMap((id) => [...((id !== undefined && loaded.frozen.consumers.get(id)) || [])]);
    expect(users.filter((id) => !isUnused(id))).toEqual([]);
  }

  const boxes = new Map(after.boxes.map((box) => [box.id, box]));
  for (const { box, origins, nodes, rule } of fusions) {
    expect(nodes).toHaveLength(origins.length);
    if (box === undefined) continue;
    const shown = boxes.get(box)?.origins ?? [];
    expect(
      origins.some((origin) => shown.includes(origin)),
      `${rule} ended in ${box}`,
    ).toBe(true);
  }
  for (const { reason } of refusals) expect(reason).not.toBe('');
}

describe('the sample', () => {
  let loaded: LoadedModel;
  beforeAll(async () => {
    loaded = await loadModel(sampleModelPath);
  });

  test.each(targetNames)('has consistent graphs for %s', (target) => {
    expectConsistent(loaded, compare(loaded, target));
  });

  test('becomes one kernel per convolution on the CPU', () => {
    const { layers, after, fusions } = compare(loaded, 'onnxruntime-cpu');
    expect(layers).toMatchObject({ before: 90, after: 38 });
    expect(fusions.filter(({ rule }) => rule === 'fuse-batch-norm-into-conv')).toHaveLength(26);
    const fused = after.boxes.filter(({ title }) => title === 'Conv + BatchNormalization + Relu');
    expect(fused).toHaveLength(26);
    expect(fused[0]).toMatchObject({ change: 'fused', category: 'convolution', counted: true });
    expect(fused[0]?.members?.map(({ opType }) => opType)).toEqual(['Conv', 'BatchNormalization', 'Relu']);
  });

  test('has its siblings merged and its concats elided for TensorRT', () => {
    const { before, after, fusions, layers } = compare(loaded, 'tensorrt');
    expect(layers.after).toBeLessThan(38);
    expect(before.boxes.filter(({ category }) => category === 'concat')).toHaveLength(4);
    const elided = fusions.filter(({ rule }) => rule === 'eliminate-concat');
    expect(elided.length).toBeGreaterThan(0);
    const remaining = after.boxes.filter(({ title }) => title.includes('Concat'));
    expect(remaining).toHaveLength(4 - elided.length);
    expect(elided.filter(({ box }) => box !== undefined)).toEqual([]);
    expect(after.boxes.some(({ change }) => change === 'merged')).toBe(true);
  });

  test('keeps a rule out that was disabled, and still lists it', () => {
    const graphs = compare(loaded, 'onnxruntime-cpu', ['fuse-batch-norm-into-conv']);
    expect(graphs.fusions.some(({ rule }) => rule === 'fuse-batch-norm-into-conv')).toBe(false);
    expect(graphs.rules.some(({ name }) => name === 'fuse-batch-norm-into-conv')).toBe(true);
    expect(graphs.layers.after).toBeGreaterThan(38);
    expectConsistent(loaded, graphs);
  });

  test('is small on the wire, and says what it is: no weights, predicted, with the convention', () => {
    const graphs = compare(loaded, 'tensorrt');
    expect(JSON.stringify(graphs).length).toBeLessThan(300_000);
    expect(graphs).toMatchObject({ target: 'tensorrt' });
    expect(graphs.convention).toContain('executed step');
  });
});

describe('mnist', () => {
  test.each(targetNames)('has consistent graphs for %s', async (target) => {
    const loaded = await loadModel(mnistPath);
    expectConsistent(loaded, compare(loaded, target));
  });
});

test('a copy that an elided concat forces is drawn, counted and joined', async () => {
  const loaded = await loadGraph(
    'y = Concat(Conv(x[1,4,8,8], W[4,4,1,1]), x){axis=1}; z = Relu(y); w = Sigmoid(y); return z, w',
  );
  const graphs = compare(loaded, 'tensorrt');
  expectConsistent(loaded, graphs);
  expect(graphs.after.boxes.map(({ title }) => title)).toContain('Copy');
  expect(graphs.after.boxes.map(({ title }) => title)).not.toContain('Concat');
});

test('a refusal names the nodes and the reason', async () => {
  const loaded = await loadGraph(
    'c = Conv(x[1,3,8,8], W[4,3,1,1]); y = BatchNormalization(c, s[4], b[4], m[4], v[4]); return y, c',
  );
  const [refusal] = compare(loaded, 'portable').refusals;
  expect(refusal).toMatchObject({
    rule: 'fuse-batch-norm-into-conv',
    reason: expect.stringContaining('output of the model'),
  });
  expect(refusal?.nodes).toHaveLength(2);
});

test('every target lists its rules once, with examples of those that have one', () => {
  for (const target of targetNames) {
    const rules = rulesOf(target);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    expect(rules.filter(({ summary }) => summary === '')).toEqual([]);
    expect(rules.find(({ name }) => name === 'fuse-batch-norm-into-conv')?.example?.before).toContain(
      'BatchNormalization',
    );
  }
});

const topologies = fileURLToPath(new URL('../../../shared/models/topologies', import.meta.url));
const isThere = existsSync(topologies);
const recipe = z.object({ bytes: z.number() });

describe.skipIf(!isThere)('real topologies (skipped without ../shared/models/topologies)', async () => {
  const names = isThere ? (await readdir(topologies)).filter((name) => name.endsWith('.onnx')) : [];

  /** The model with weights that are all zero: a file with a hole takes no space. */
  async function loadHollow(name: string): Promise<LoadedModel> {
    const folder = await scratchFolder();
    await copyFile(join(topologies, name), join(folder, name));
    const { bytes } = recipe.parse(JSON.parse(await readFile(join(topologies, `${name}.recipe.json`), 'utf8')));
    await writeFile(join(folder, `${name}.data`), '');
    await truncate(join(folder, `${name}.data`), bytes);
    return loadModel(join(folder, name));
  }

  test.each(names)(
    '%s has consistent graphs for every target',
    async (name) => {
      const loaded = await loadHollow(name);
      for (const target of targetNames) expectConsistent(loaded, compare(loaded, target));
    },
    60_000,
  );
});
