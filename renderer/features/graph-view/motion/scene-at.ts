import type { Rect } from '../canvas/camera.ts';
import type { LayoutResult } from '../layout/layout-types.ts';
import { at } from '../layout/links.ts';
import { toLineIndex } from '../line-index.ts';
import type { Scene } from '../scene.ts';
import type { Moves } from './moves.ts';

/**
 * A drawing on its way, for painting what is in a window: `rest` is the share of the way that is left, from 1 to 0. Lines keep to their
 * boxes; rows mean nothing on the way, so that all boxes in the window stand in one.
 */
export function sceneAt(scene: Scene, moves: Moves, rest: number, window: Rect): Scene {
  const { layout } = scene;
  const x = layout.x.map((value, box) => value + rest * at(moves.boxX, box));
  const y = layout.y.map((value, box) => value + rest * at(moves.boxY, box));
  const isInView = (box: number) => at(y, box) <= window.bottom && at(y, box) + at(layout.boxHeight, box) >= window.top;
  const rowBoxes = layout.rowBoxes.filter(isInView);
  const moving: LayoutResult = {
    ...layout,
    x,
    y,
    rowStart: Int32Array.of(0, rowBoxes.length),
    rowBoxes,
    rowTop: Float64Array.of(Number.NEGATIVE_INFINITY),
    rowBottom: Float64Array.of(Number.POSITIVE_INFINITY),
    linePoints: movedLines(layout, moves, rest),
    pills: movedPills(layout, moves, rest),
    frames: {
      count: layout.frames.count,
      x: layout.frames.x.map((value, frame) => value + rest * (moves.frames[frame]?.x ?? 0)),
      y: layout.frames.y.map((value, frame) => value + rest * (moves.frames[frame]?.y ?? 0)),
      width: layout.frames.width.map((value, frame) => value + rest * (moves.frames[frame]?.width ?? 0)),
      height: layout.frames.height.map((value, frame) => value + rest * (moves.frames[frame]?.height ?? 0)),
    },
  };
  return { ...scene, layout: moving, lines: toLineIndex(moving) };
}

/** Each point goes with the box at its end of the line, and between them with both. */
function movedLines(layout: LayoutResult, { boxX, boxY }: Moves, rest: number): Float64Array {
  const { lineStart, lineLink, linkFrom, linkTo } = layout;
  const points = layout.linePoints.slice();
  for (let line = 0; line + 1 < lineStart.length; line++) {
    const link = at(lineLink, line);
    const from = at(linkFrom, link);
    const to = at(linkTo, link);
    const start = at(layout.y, from) + at(layout.boxHeight, from);
    const span = at(layout.y, to) - start;
    for (let point = at(lineStart, line); point < at(lineStart, line + 1); point++) {
      const y = at(points, 2 * point + 1);
      const share = span > 0 ? Math.min(1, Math.max(0, (y - start) / span)) : 0.5;
      points[2 * point] = at(points, 2 * point) + rest * (at(boxX, from) * (1 - share) + at(boxX, to) * share);
      points[2 * point + 1] = y + rest * (at(boxY, from) * (1 - share) + at(boxY, to) * share);
    }
  }
  return points;
}

/** Pills go with what they stand beside. */
function movedPills({ pills, x: boxes }: LayoutResult, { boxX, boxY, frames }: Moves, rest: number) {
  const moveOf = (pill: number) => {
    const owner = at(pills.box, pill);
    return owner < boxes.length ? { x: at(boxX, owner), y: at(boxY, owner) } : frames[owner - boxes.length];
  };
  return {
    ...pills,
    x: pills.x.map((value, pill) => value + rest * (moveOf(pill)?.x ?? 0)),
    y: pills.y.map((value, pill) => value + rest * (moveOf(pill)?.y ?? 0)),
  };
}
