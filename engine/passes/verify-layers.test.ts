import { expect, test } from 'vitest';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Graph } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { PatchBuilder } from '../ir/patch.ts';
import { topologicalOrder } from '../ir/query.ts';
import { verifyLayers } from './verify-layers.ts';

function group(graph: Graph, opTypes: readonly string[], kind: 'kernel' | 'elided' = 'kernel'): Graph {
  const patch = new PatchBuilder(graph);
  const members = topologicalOrder(graph).filter((node) => opTypes.includes(node.opType));
  patch.group(
    members.map((node) => node.id),
    'test',
    kind,
  );
  return applyPatch(graph, patch.build());
}

const diamond = parseGraph('a = Relu(x[2]); b = Tanh(a); c = Exp(a); y = Add(b, c)');

test('lets kernels pass that can run one after the other', () => {
  verifyLayers(diamond);
  verifyLayers(group(diamond, ['Relu', 'Tanh']));
  verifyLayers(group(diamond, ['Tanh', 'Exp', 'Add']));
  verifyLayers(group(group(diamond, ['Relu', 'Tanh']), ['Exp', 'Add']));
});

test('finds a kernel that needs what it makes itself, through a step outside', () => {
  expect(() => verifyLayers(group(diamond, ['Relu', 'Add']))).toThrow(/Relu .*Add .*would have to wait for itself/);
  expect(() => verifyLayers(group(diamond, ['Relu', 'Tanh', 'Add']))).toThrow('would have to wait for itself');
});

test('finds two kernels that wait for each other', () => {
  const crossed = parseGraph('a = Relu(x[2]); b = Tanh(a); c = Exp(x1[2]); d = Sin(c); y = Add(b, d); return y');
  verifyLayers(group(group(crossed, ['Relu', 'Sin']), ['Tanh', 'Add']));
  expect(() => verifyLayers(group(group(crossed, ['Relu', 'Sin']), ['Tanh', 'Exp']))).toThrow('would have to wait');
});

test('does not mind what needs no step', () => {
  verifyLayers(group(diamond, ['Relu', 'Add'], 'elided'));
});
