import { describe, expect, test } from 'vitest';
import type { Selection } from '../../stores/view-store.ts';
import { requireBox, type Scene } from './scene.ts';
import {
  describeSelection,
  findNeighbour,
  findStart,
  findSubject,
  relatedBoxes,
  toMarks,
  toSelection,
} from './selection.ts';
import { inceptionLike } from './testing/sample-graphs.ts';
import { indexOf, sceneOf } from './testing/scene-of.ts';

const graphs = inceptionLike(2);
const scenes = { before: sceneOf(graphs.before), after: sceneOf(graphs.after) };
const titles = (scene: Scene, boxes: Iterable<number>) => [...boxes].map((box) => requireBox(scene, box).title);

const fusedLayer = graphs.after.boxes.find(({ change }) => change === 'fused');
if (fusedLayer === undefined) throw new Error('the sample has a fused layer');

describe('relatedBoxes', () => {
  test('of a fused layer are its originals', () => {
    const selection = toSelection(fusedLayer, 'after');
    expect(titles(scenes.before, relatedBoxes(scenes.before, selection))).toEqual([
      'Conv',
      'BatchNormalization',
      'Relu',
    ]);
    expect([...relatedBoxes(scenes.after, selection)]).toEqual([indexOf(scenes.after, fusedLayer.id)]);
  });

  test('of an original are the layer that it runs in', () => {
    const selection = toSelection(requireBox(scenes.before, indexOf(scenes.before, 'n1')), 'before');
    expect([...relatedBoxes(scenes.after, selection)]).toEqual([indexOf(scenes.after, fusedLayer.id)]);
  });

  test('of a graph input are the same input on the other side', () => {
    const input = requireBox(scenes.before, indexOf(scenes.before, 'i:image'));
    expect(titles(scenes.after, relatedBoxes(scenes.after, toSelection(input, 'before')))).toEqual(['image']);
  });

  test('of an eliminated node are none', () => {
    const gone: Selection = { origins: new Set([99_999]), source: 'list' };
    expect(relatedBoxes(scenes.after, gone).size).toBe(0);
  });
});

describe('toMarks', () => {
  const nothing = { found: new Set<number>(), kept: undefined, path: undefined };

  test('tells the chosen box from its counterparts', () => {
    const selection = toSelection(fusedLayer, 'after');
    expect(toMarks(scenes.after, selection, nothing).selected).toBe(indexOf(scenes.after, fusedLayer.id));
    const before = toMarks(scenes.before, selection, nothing);
    expect(before.selected).toBe(-1);
    expect(before.related.size).toBe(3);
  });

  test('without a selection shows only what was found', () => {
    expect(toMarks(scenes.before, undefined, { ...nothing, found: new Set([4]) })).toEqual({
      selected: -1,
      related: new Set(),
      found: new Set([4]),
    });
  });

  test('of a path are its boxes and links, in place of the counterparts', () => {
    const path = { boxes: [1, 2, 3], links: [7, 8] };
    const marks = toMarks(scenes.after, toSelection(fusedLayer, 'after'), { ...nothing, path });
    expect([...marks.related]).toEqual([1, 2, 3]);
    expect([...(marks.path ?? [])]).toEqual([7, 8]);
    expect(marks.selected).toBe(indexOf(scenes.after, fusedLayer.id));
  });
});

describe('findSubject', () => {
  test('is the clicked box', () => {
    const subject = findSubject(toSelection(fusedLayer, 'after'), scenes);
    expect(subject).toMatchObject({ pane: 'after', box: indexOf(scenes.after, fusedLayer.id) });
  });

  test('of a fusion in the list is its layer, and of an elimination the original', () => {
    const fusion: Selection = { origins: new Set(fusedLayer.origins), source: 'list', box: fusedLayer.id };
    expect(findSubject(fusion, scenes)?.pane).toBe('after');
    const elimination: Selection = { origins: new Set([0]), source: 'list' };
    const withoutLayer = { ...scenes, after: { ...scenes.after, boxesByOrigin: new Map() } };
    expect(findSubject(elimination, withoutLayer)).toMatchObject({ pane: 'before', box: indexOf(scenes.before, 'n0') });
  });
});

describe('findNeighbour', () => {
  const { before } = scenes;
  const concat = before.graph.boxes.findIndex(({ title }) => title === 'Concat');

  test('goes down to a consumer and up to a producer', () => {
    const input = indexOf(before, 'i:image');
    const conv = findNeighbour(before, input, 'down');
    expect(conv).toBe(indexOf(before, 'n0'));
    expect(findNeighbour(before, indexOf(before, 'n0'), 'up')).toBe(input);
  });

  test('prefers the nearest row, then the nearest column', () => {
    const up = findNeighbour(before, concat, 'up');
    expect(up).toBeDefined();
    expect(before.layout.rank[up ?? -1]).toBe((before.layout.rank[concat] ?? 0) - 1);
  });

  test('goes sideways within the row and stops at its ends', () => {
    const start = findNeighbour(before, concat, 'up') ?? -1;
    let leftmost = start;
    for (let next: number | undefined = start; next !== undefined; next = findNeighbour(before, next, 'left'))
      leftmost = next;
    let steps = 0;
    for (let next: number | undefined = leftmost; next !== undefined; next = findNeighbour(before, next, 'right'))
      steps += 1;
    expect(steps).toBe(4);
  });

  test('stops at the output', () => {
    expect(findNeighbour(before, indexOf(before, 'o:logits'), 'down')).toBeUndefined();
  });
});

test('arrow keys start at the first box of the pane', () => {
  expect(findStart(scenes, 'after')).toMatchObject({ pane: 'after', box: indexOf(scenes.after, 'i:image') });
  expect(findStart({ before: undefined, after: undefined }, 'after')).toBeUndefined();
});

describe('describeSelection', () => {
  test('says what an original became', () => {
    const conv = requireBox(scenes.before, indexOf(scenes.before, 'n0'));
    expect(describeSelection(toSelection(conv, 'before'), scenes)).toBe(
      'Conv /Conv2d_1a_3x3/conv/Conv selected. It runs in layer Conv + BatchNormalization + Relu.',
    );
  });

  test('says how many nodes a layer stands for', () => {
    expect(describeSelection(toSelection(fusedLayer, 'after'), scenes)).toMatch(/It stands for 3 original nodes\.$/);
  });

  test('says when a node has no layer', () => {
    const conv = requireBox(scenes.before, indexOf(scenes.before, 'n0'));
    expect(
      describeSelection(toSelection(conv, 'before'), { ...scenes, after: sceneOf({ boxes: [], edges: [] }) }),
    ).toMatch(/no layer of its own/);
  });

  test('is silent without a selection', () => {
    expect(describeSelection(undefined, scenes)).toBe('');
  });
});
