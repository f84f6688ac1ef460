import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Graph } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { PatchBuilder } from '../ir/patch.ts';
import { printGraph } from '../ir/print.ts';
import { opsetOf, requireValue, topologicalOrder } from '../ir/query.ts';
import { type Tensor, tensorOfNumbers } from '../ir/tensor.ts';
import { inferTypes } from '../ops/infer-types.ts';
import {
  type ConformanceCase,
  conformanceCaseNames,
  conformanceCasesArePresent,
  readConformanceCase,
} from '../ops/testing/conformance-cases.ts';
import { expectTensor } from '../ops/testing/expect-tensor.ts';
import { withBodies } from '../ops/testing/with-bodies.ts';
import { expectEquivalent } from '../testing/expect-equivalent.ts';
import { runGraph } from '../testing/run-graph.ts';
import { freezeInitializers } from './freeze-initializers.ts';
import { upgradeOpset } from './upgrade-opset.ts';
import { verifyLayers } from './verify-layers.ts';

const read = (text: string, opset: number): Graph => inferTypes(parseGraph(text, opset));

function upgraded(graph: Graph, to = 13): Graph {
  const result = upgradeOpset(graph, to);
  if ('refusal' in result) throw new Error(result.refusal.reason);
  return result.graph;
}

const exactly = { rtol: 0, atol: 0 };

test('a graph of that opset or a newer one is given back as it is', () => {
  const graph = read('y = Relu(x[2])', 15);
  expect(upgradeOpset(graph, 13)).toEqual({ graph });
  expect(upgraded(graph, 15)).toBe(graph);
});

test('a second upgrade has nothing to do', () => {
  const once = upgraded(read('y = Softmax(Clip(x[2,3,4]){min=0.0})', 8));
  expect(upgraded(once)).toBe(once);
});

test('nodes and values that stay keep their ids, names and origins', () => {
  const before = read('y = Clip(Conv(x[1,1,4,4], W[2,1,3,3])){max=1.0}; z = Squeeze(y){axes=[0]}; return y, z', 9);
  const after = upgraded(before);
  const identityOf = (graph: Graph) =>
    topologicalOrder(graph).map(({ id, name, outputs, origins }) => ({ id, name, outputs, origins }));
  expect(identityOf(after)).toEqual(identityOf(before));
  expect(after.outputs).toEqual(before.outputs);
});

test('nodes of other domains and their opsets stay', () => {
  const before = read('y = com.microsoft::FusedConv(x[1,1,4,4], W[1,1,3,3]){activation="Relu"}', 9);
  const after = upgraded(before);
  expect(after.opsets).toEqual(new Map(before.opsets).set('', 13));
  expect(printGraph(after)).toBe(printGraph(before));
});

test('nodes that nothing uses follow too', () => {
  const after = upgraded(read('unused = Clip(x[2]){min=0.0}; y = Relu(x); return y', 9));
  expect(printGraph(after)).toContain('Clip(x[2], float32(0))');
});

test('a layer that would fall apart is dissolved', () => {
  const text = read('y = Relu(Softmax(x[2,3,4]))', 11);
  const patch = new PatchBuilder(text);
  patch.group(
    topologicalOrder(text).map(({ id }) => id),
    'as-one',
  );
  const after = upgraded(applyPatch(text, patch.build()));
  verifyLayers(after);
  expect(after.layers.size).toBe(0);
});

test.each([
  [6, 'y = Relu(x[2])', 'opset 6 is older than 7 and broadcasts by other rules', 0],
  [9, 'a = Affine(x[2]); y = Relu(a)', 'Lathe does not know Affine "a"', 1],
])('refuses a graph of opset %i: %s', (opset, text, reason, nodeCount) => {
  const before = read(text, opset);
  expect(upgradeOpset(before, 13)).toEqual({
    refusal: {
      reason,
      nodeIds: topologicalOrder(before)
        .slice(0, nodeCount)
        .map(({ id }) => id),
    },
  });
});

describe('subgraphs', () => {
  test('follow', async () => {
    const before = inferTypes(
      withBodies(
        'a = Relu(x[2,6]); y = If(xc:bool[1])',
        {
          then_branch: {
            text: 'z = Slice(Clip(x[2,6]){max=1.0}){starts=[1], ends=[4], axes=[1]}',
            captures: { x: 'a' },
          },
          else_branch: { text: 'z = Pad(x[2,6]){pads=[0,-3,0,0], value=2.0}', captures: { x: 'a' } },
        },
        9,
      ),
    );
    const after = upgraded(before);
    for (const node of after.nodes.values())
      for (const attribute of node.attributes.values())
        if (attribute.type === 'graph') expect(opsetOf(attribute.value.graph)).toBe(13);
    for (const choice of [0, 1]) {
      const feeds = new Map([
        ['x', tensorOfNumbers('float32', [2, 6], [-2, -1, 0, 1, 2, 3, 3, 2, 1, 0, -1, -2])],
        ['xc', tensorOfNumbers('bool', [1], [choice])],
      ]);
      const [[wanted], [found]] = [await runGraph(before, feeds), await runGraph(after, feeds)];
      expect(wanted?.dims).toEqual([2, 3]);
      if (wanted) expectTensor(found, wanted, 0);
    }
  });

  test('that cannot follow are told with the node that holds them', () => {
    const bodies = { then_branch: { text: 'z = Thing(w[2])' }, else_branch: { text: 'z = Relu(w[2])' } };
    const before = withBodies('y = If(x:bool[1])', bodies, 9);
    const [node] = topologicalOrder(before);
    expect(upgradeOpset(before, 13)).toEqual({
      refusal: { reason: 'Lathe does not know Thing "z", inside of If "y"', nodeIds: [node?.id] },
    });
  });
});

const titleOfCases = `conformance cases of opset 7 to 12 give the same in opset 13 and 17${conformanceCasesArePresent ? '' : ' (skipped: package libonnx-testdata is not installed)'}`;

/** What ONNX Runtime itself computes otherwise than the case says. */
const unlikeReference = new Set(['node/test_maxunpool_export_with_output_shape']);

describe.skipIf(!conformanceCasesArePresent)(titleOfCases, () => {
  const cases = conformanceCasesArePresent
    ? conformanceCaseNames()
        .map((name) => readConformanceCase(name))
        .filter(({ graph }) => opsetOf(graph) >= 7 && opsetOf(graph) <= 12)
    : [];

  const counts = { refused: 0, notRun: 0, equal: 0 };

  test.each(cases)('$name', async (one) => {
    const before = inferTypes(one.graph);
    const results = [13, 17].map((to) => upgradeOpset(before, to));
    const reference = results.some((result) => 'refusal' in result) ? 'refused' : await tryRun(before, one);
    if (typeof reference === 'string') {
      counts[reference]++;
      return;
    }
    for (const result of results) {
      const outputs = 'graph' in result ? await runGraph(result.graph, feedsOf(one)) : [];
      for (const [index, tensor] of reference.entries()) expectTensor(outputs[index], tensor, 0);
      for (const [index, tensor] of one.outputs.entries())
        if (tensor && !unlikeReference.has(one.name)) expectTensor(outputs[index], tensor, 1e-4);
    }
    counts.equal++;
  });

  test('few are left out', () => {
    expect(counts).toEqual({ refused: 20, notRun: 6, equal: 197 });
  });
});

const feedsOf = ({ graph, inputs }: ConformanceCase) =>
  new Map(
    graph.inputs.flatMap((id, index) => {
      const tensor = inputs[index];
      return tensor ? [[requireValue(graph, id).name, tensor] as const] : [];
    }),
  );

/** 'notRun' where ONNX Runtime lacks the operator or the case is about something else than tensors. */
async function tryRun(graph: Graph, one: ConformanceCase): Promise<readonly Tensor[] | 'notRun'> {
  try {
    return await runGraph(graph, feedsOf(one));
  } catch {
    return 'notRun';
  }
}

describe('real models', () => {
  const shipped = fileURLToPath(new URL('../testing/models/', import.meta.url));
  const shared = fileURLToPath(new URL('../../../shared/models/trained/', import.meta.url));

  for (const [path, opset] of [
    [`${shipped}mnist.onnx`, 8],
    [`${shared}version-slim-320.onnx`, 9],
    [`${shared}ImageClassifier.onnx`, 10],
  ] as const) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isThere = existsSync(path);
    test.skipIf(!isThere)(
      `${name} gives the same in opset 13${isThere ? '' : ' (skipped: it is not beside the project)'}`,
      async () => {
        const imported = inferTypes(importOnnx(readFileSync(path)).model.graph);
        const freeze = freezeInitializers(imported);
        const before = freeze ? applyPatch(imported, freeze) : imported;
        expect(opsetOf(before)).toBe(opset);
        await expectEquivalent(before, upgraded(before), exactly);
      },
    );
  }
});
