import { expect, test } from 'vitest';
import type { BoxView, GraphView } from './graph-view.ts';
import { packGraph } from './pack-graph.ts';
import { unpackGraph } from './packed-graph.ts';

/** Every field that a box can have: one that is added and not packed does not compile here. */
const full: Required<BoxView> = {
  id: 'l7',
  title: 'Conv + Relu',
  name: '/stem/conv/Conv',
  category: 'convolution',
  scope: ['stem', 'conv'],
  origins: [3, 300, 70_000],
  change: 'merged',
  counted: true,
  domain: 'com.microsoft',
  inputs: [
    { formal: 'X', value: 'x', dataType: 'float32', shape: '[N, 3, 8, 8]', source: 'activation' },
    { formal: 'B', value: '', dataType: '', shape: '', source: 'absent' },
  ],
  outputs: [{ formal: 'Y', value: 'y', dataType: 'float32', shape: '', source: 'activation' }],
  attributes: [
    { name: 'Conv.pads', value: '[1, 1]', about: 'Elements added around the input.' },
    { name: 'Relu.custom', value: '1' },
  ],
  parameterCount: 175_000_000_000,
  macs: 2 ** 45 + 1,
  members: [{ opType: 'Conv', name: 'a' }],
  reason: 'Runs as one kernel: fuse-conv-relu',
};

const { macs: _macs, members: _members, reason: _reason, ...plain } = full;

const graph: GraphView = {
  boxes: [full, { ...plain, id: 'n8', category: 'output', change: 'kept', counted: false, origins: [], scope: [] }],
  edges: [{ from: 'l7', to: 'n8', value: 'y', label: 'float32 [N]' }],
};

test('a packed graph unpacks to what it was', () => {
  expect(unpackGraph(packGraph(graph))).toEqual(graph);
});

test('an edge to a box that is not there is left out', () => {
  const loose = { from: 'l7', to: 'nowhere', value: 'y', label: '' };
  expect(unpackGraph(packGraph({ ...graph, edges: [loose, ...graph.edges] })).edges).toEqual(graph.edges);
});

test('a text is sent once, however often it occurs', () => {
  const { texts } = packGraph({ boxes: Array.from({ length: 50 }, () => full), edges: [] });
  expect(texts.filter((text) => text === 'float32')).toHaveLength(1);
});

test('boxes of one scope share it', () => {
  const { boxes } = unpackGraph(packGraph({ boxes: [full, full], edges: [] }));
  expect(boxes[0]?.scope).toBe(boxes[1]?.scope);
});
