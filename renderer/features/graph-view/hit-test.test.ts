import { describe, expect, test } from 'vitest';
import { middleOf } from './canvas/camera.ts';
import { boxesIn, hitTest, lineXAt, noHit, pillRect, rowsBetween } from './hit-test.ts';
import { at } from './layout/links.ts';
import { linesBetween } from './line-index.ts';
import { boxRect } from './scene.ts';
import { bertLike, inceptionLike } from './testing/sample-graphs.ts';
import { sceneOf } from './testing/scene-of.ts';

const scene = sceneOf(inceptionLike(3).before);
const { layout, graph } = scene;

describe('hitTest', () => {
  test('finds every box at its middle and at its corner', () => {
    for (const index of graph.boxes.keys()) {
      const rect = boxRect(scene, index);
      expect(hitTest(scene, middleOf(rect), 4)).toEqual({ kind: 'box', index });
      expect(hitTest(scene, { x: rect.left, y: rect.top }, 4)).toEqual({ kind: 'box', index });
    }
  });

  test('finds a line where it runs beside boxes, and nothing farther from it than the tolerance', () => {
    const link = layout.linkFrom.findIndex((from, index) => {
      const to = at(layout.linkTo, index);
      return at(layout.rank, to) - at(layout.rank, from) > 3;
    });
    const row = at(layout.rank, at(layout.linkFrom, link)) + 2;
    const y = (at(layout.rowTop, row) + at(layout.rowBottom, row)) / 2;
    const x = lineXAt(scene, link, y) ?? Number.NaN;
    expect(hitTest(scene, { x: x + 3, y }, 4)).toEqual({ kind: 'link', index: link });
    expect(hitTest(scene, { x: x + 5, y }, 4)).toEqual(noHit);
  });

  test('finds a line in the middle of its bend', () => {
    const line = layout.lineLink.findIndex((_, index) => {
      const first = 2 * at(layout.lineStart, index);
      return at(layout.linePoints, first) !== at(layout.linePoints, first + 2);
    });
    const first = 2 * at(layout.lineStart, line);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = layout.linePoints.subarray(first, first + 4);
    expect(lineXAt(scene, line, (y1 + y2) / 2)).toBeCloseTo((x1 + x2) / 2, 1);
    const index = at(layout.lineLink, line);
    expect(hitTest(scene, { x: (x1 + x2) / 2, y: (y1 + y2) / 2 }, 2)).toEqual({ kind: 'link', index });
  });

  test('finds reference pills', () => {
    const long = sceneOf(bertLike(3).before);
    expect(long.layout.pills.count).toBeGreaterThan(0);
    for (let pill = 0; pill < long.layout.pills.count; pill++) {
      expect(hitTest(long, middleOf(pillRect(long, pill)), 4)).toEqual({ kind: 'pill', index: pill });
    }
  });

  test('finds nothing outside of the drawing', () => {
    expect(hitTest(scene, { x: -50, y: -50 }, 4)).toEqual(noHit);
    expect(hitTest(scene, { x: 10, y: layout.height + 500 }, 4)).toEqual(noHit);
  });
});

describe('boxesIn', () => {
  test('gives exactly the boxes that touch the window', () => {
    const window = { left: 100, right: 420, top: 1500, bottom: 2300 };
    const expected = graph.boxes.flatMap((_, index) => {
      const { left, top, right, bottom } = boxRect(scene, index);
      const row = at(layout.rank, index);
      const rowTouches = at(layout.rowTop, row) <= window.bottom && at(layout.rowBottom, row) >= window.top;
      return rowTouches && left <= window.right && right >= window.left && top <= bottom ? [index] : [];
    });
    expect(boxesIn(scene, window).sort((a, b) => a - b)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(5);
  });

  test('gives all boxes for the whole drawing and none below it', () => {
    const all = { left: 0, right: layout.width, top: 0, bottom: layout.height };
    expect(boxesIn(scene, all)).toHaveLength(graph.boxes.length);
    expect(boxesIn(scene, { ...all, top: layout.height + 1, bottom: layout.height + 900 })).toEqual([]);
  });
});

test('linesBetween leaves out no line that crosses the span', () => {
  const [top, bottom] = [1800, 2000];
  const found = new Set(linesBetween(scene.lines, top, bottom));
  for (const line of layout.lineLink.keys()) {
    const first = at(layout.lineStart, line);
    const end = at(layout.lineStart, line + 1);
    const crosses = at(layout.linePoints, 2 * first + 1) <= bottom && at(layout.linePoints, 2 * end - 1) >= top;
    if (crosses) expect(found.has(line), `line ${line}`).toBe(true);
  }
  expect(found.size).toBeLessThan(layout.lineLink.length / 2);
});

test('rowsBetween is empty past the end', () => {
  const { first, end } = rowsBetween(scene, layout.height + 10, layout.height + 20);
  expect(first).toBe(end);
});
