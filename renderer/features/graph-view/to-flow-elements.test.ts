import { describe, expect, test } from 'vitest';
import { noMarks } from './canvas/marks.ts';
import { inceptionLike, randomGraph } from './testing/sample-graphs.ts';
import { sceneOf } from './testing/scene-of.ts';
import { nearBoxes, nearZoom, toFlowNodes, toNearWindow } from './to-flow-elements.ts';

const scene = sceneOf(inceptionLike(3).before);
const size = { width: 640, height: 800 };
const noLooks = { marks: noMarks, paints: undefined };

describe('toNearWindow', () => {
  test('covers the view with room to spare', () => {
    const window = toNearWindow({ x: -300, y: -1000, zoom: 1 }, size);
    expect(window?.left).toBeLessThan(300);
    expect(window?.top).toBeLessThan(1000);
    expect(window?.right).toBeGreaterThan(940);
    expect(window?.bottom).toBeGreaterThan(1800);
  });

  test('stays the same while panning within a step', () => {
    const first = toNearWindow({ x: -260, y: -1030, zoom: 1 }, size);
    expect(toNearWindow({ x: -290, y: -1100, zoom: 1 }, size)).toEqual(first);
    expect(toNearWindow({ x: -290, y: -1600, zoom: 1 }, size)).not.toEqual(first);
  });

  test('is absent in the far view and before the pane has a size', () => {
    expect(toNearWindow({ x: 0, y: 0, zoom: nearZoom - 0.01 }, size)).toBeUndefined();
    expect(toNearWindow({ x: 0, y: 0, zoom: 1 }, { width: 0, height: 0 })).toBeUndefined();
  });
});

describe('nearBoxes', () => {
  test('are those in the window', () => {
    const boxes = nearBoxes(scene, toNearWindow({ x: 0, y: 0, zoom: 1 }, size));
    expect(boxes).toContain(0);
    expect(boxes?.length).toBeLessThan(scene.graph.boxes.length);
  });

  test('are left to the canvas where they are too many', () => {
    const wide = sceneOf(randomGraph(3, 900, 2));
    const everything = { left: 0, top: 0, right: wide.layout.width, bottom: wide.layout.height };
    expect(nearBoxes(wide, everything)).toBeUndefined();
  });
});

describe('toFlowNodes', () => {
  test('places elements with their sizes preset', () => {
    const [node] = toFlowNodes(scene, [5], noLooks, []);
    expect(node).toMatchObject({
      id: scene.graph.boxes[5]?.id,
      type: 'op',
      position: { x: scene.layout.x[5], y: scene.layout.y[5] },
      width: scene.layout.boxWidth[5],
      measured: { height: scene.layout.boxHeight[5] },
      data: { mark: 'plain' },
    });
  });

  test('keeps the objects of elements that did not change', () => {
    const before = toFlowNodes(scene, [1, 2, 3], noLooks, []);
    const marks = { selected: 2, related: new Set([2, 3]), found: new Set([1]) };
    const looks = { marks, paints: undefined };
    const after = toFlowNodes(scene, [2, 3, 4], looks, before);
    expect(after.map(({ data }) => data.mark)).toEqual(['selected', 'related', 'plain']);
    expect(toFlowNodes(scene, [2, 3, 4], looks, after)).toEqual(after);
    expect(toFlowNodes(scene, [2, 3, 4], looks, after).every((node, index) => node === after[index])).toBe(true);
    expect(toFlowNodes(scene, [1], looks, before)[0]).not.toBe(before[0]);
  });

  test('makes new objects for another drawing of the same graph', () => {
    const before = toFlowNodes(scene, [1], noLooks, []);
    const moved = { ...scene, layout: { ...scene.layout, x: scene.layout.x.map((x) => x + 10) } };
    expect(toFlowNodes(moved, [1], noLooks, before)[0]?.position.x).toBe((before[0]?.position.x ?? 0) + 10);
  });
});
