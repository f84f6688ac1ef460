import { describe, expect, test } from 'vitest';
import type { GraphView } from '../../../../engine/view/graph-view.ts';
import { frameRect, hitTest } from '../hit-test.ts';
import { boxRect, linesOfLink, type Scene } from '../scene.ts';
import { toScopeTree } from '../scopes/scope-tree.ts';
import { toVisibleGraph } from '../scopes/visible-graph.ts';
import { bertLike, inceptionLike } from '../testing/sample-graphs.ts';
import { sceneOfVisible } from '../testing/scene-of.ts';
import { toLayoutInput } from '../to-layout-input.ts';
import { layOut } from './layered-layout.ts';
import { at } from './links.ts';
import type { LevelCache } from './nested-layout.ts';

function openedScene(graph: GraphView): Scene {
  const tree = toScopeTree(graph);
  return sceneOfVisible(toVisibleGraph(graph, tree, new Set(tree.parts.map(({ path }) => path))));
}

const contains = (outer: ReturnType<typeof boxRect>, inner: ReturnType<typeof boxRect>) =>
  outer.left <= inner.left && outer.right >= inner.right && outer.top <= inner.top && outer.bottom >= inner.bottom;

const overlap = (a: ReturnType<typeof boxRect>, b: ReturnType<typeof boxRect>) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe.each([
  ['bertLike', openedScene(bertLike(3).before)],
  ['inceptionLike', openedScene(inceptionLike(3).before)],
])('frames of %s', (_, scene) => {
  const { graph, layout } = scene;
  const frameOf = (box: number) => graph.frameOfBox[box] ?? -1;

  test('hold their boxes and the frames inside them', () => {
    expect(graph.frames.length).toBeGreaterThan(1);
    for (const box of graph.boxes.keys()) {
      if (frameOf(box) !== -1) expect(contains(frameRect(scene, frameOf(box)), boxRect(scene, box))).toBe(true);
    }
    for (const [frame, { parent }] of graph.frames.entries()) {
      if (parent !== -1) expect(contains(frameRect(scene, parent), frameRect(scene, frame))).toBe(true);
    }
  });

  test('hold nothing else', () => {
    const isInside = (box: number, frame: number) => {
      for (let around = frameOf(box); around !== -1; around = graph.frames[around]?.parent ?? -1) {
        if (around === frame) return true;
      }
      return false;
    };
    for (const box of graph.boxes.keys()) {
      for (const frame of graph.frames.keys()) {
        if (!isInside(box, frame)) expect(overlap(frameRect(scene, frame), boxRect(scene, box))).toBe(false);
      }
    }
  });

  test('no two boxes overlap', () => {
    const rects = [...graph.boxes.keys()].map((box) => boxRect(scene, box)).sort((a, b) => a.top - b.top);
    for (const [index, rect] of rects.entries()) {
      for (let next = index + 1; next < rects.length; next++) {
        const other = rects[next];
        if (other === undefined || other.top >= rect.bottom) break;
        expect(overlap(rect, other)).toBe(false);
      }
    }
  });

  test('lines go on from the border of one frame to the border of the next', () => {
    const { linkFrom, linkTo, lineStart, linePoints } = layout;
    const pieceEnds = (line: number) => {
      const [first, last] = [at(lineStart, line), at(lineStart, line + 1) - 1];
      const point = (index: number) => [at(linePoints, 2 * index), at(linePoints, 2 * index + 1)] as const;
      return { start: point(first), end: point(last) };
    };
    let joined = 0;
    for (const link of linkFrom.keys()) {
      const pieces = [...linesOfLink(scene, link)].map(pieceEnds).sort((a, b) => a.start[1] - b.start[1]);
      if (pieces.length < 2 || frameOf(at(linkFrom, link)) === frameOf(at(linkTo, link))) continue;
      for (const [index, { start }] of pieces.slice(1).entries()) {
        const previous = pieces[index]?.end;
        if (previous === undefined || previous[1] !== start[1]) continue;
        expect(start[0]).toBeCloseTo(previous[0], 6);
        joined++;
      }
    }
    expect(joined).toBeGreaterThan(3);
  });

  test('rows ascend, so that what is in view is found', () => {
    for (let row = 1; row < layout.rowTop.length; row++) {
      expect(at(layout.rowTop, row)).toBeGreaterThanOrEqual(at(layout.rowTop, row - 1));
      expect(at(layout.rowBottom, row)).toBeGreaterThanOrEqual(at(layout.rowBottom, row - 1));
    }
    for (const index of graph.boxes.keys()) {
      const { left, top } = boxRect(scene, index);
      expect(hitTest(scene, { x: left + 1, y: top + 1 }, 4)).toEqual({ kind: 'box', index });
    }
  });

  test('are found by their titles', () => {
    const { left, top } = frameRect(scene, 0);
    expect(hitTest(scene, { x: left + 4, y: top + 6 }, 1)).toEqual({ kind: 'frame', index: 0 });
  });
});

test('equal parts are laid out once', () => {
  const drawnFor = (layers: number) => {
    const { before } = bertLike(layers);
    const tree = toScopeTree(before);
    const cache: LevelCache = new Map();
    const visible = toVisibleGraph(before, tree, new Set(tree.parts.map(({ path }) => path)));
    layOut(
      toLayoutInput(visible, () => 60),
      cache,
    );
    return { levels: cache.size, parts: tree.parts.length };
  };
  const [few, many] = [drawnFor(4), drawnFor(8)];
  expect(many.parts).toBeGreaterThan(few.parts + 4);
  expect(many.levels).toBeLessThanOrEqual(few.levels + 1);
});
