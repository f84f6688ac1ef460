import { isInside, type Point, type Rect } from './canvas/camera.ts';
import { spacing } from './layout/layout-types.ts';
import { at } from './layout/links.ts';
import { linesBetween } from './line-index.ts';
import { boxRect, type Scene } from './scene.ts';

/** What lies under a point of the drawing. */
export interface Hit {
  readonly kind: 'box' | 'pill' | 'link' | 'frame' | 'nothing';
  /** Index of the box, pill, link or frame; -1 for nothing. */
  readonly index: number;
}

export const noHit: Hit = { kind: 'nothing', index: -1 };

/** Rows that touch a vertical span: first and one past the last. */
export function rowsBetween({ layout }: Scene, top: number, bottom: number): { first: number; end: number } {
  return {
    first: firstIndex(layout.rowBottom, (rowBottom) => rowBottom >= top),
    end: firstIndex(layout.rowTop, (rowTop) => rowTop > bottom),
  };
}

/** First index of an ascending array whose value passes; the length where none does. */
function firstIndex(values: Float64Array, passes: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(at(values, middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Boxes that touch a window, from top to bottom. */
export function boxesIn(scene: Scene, window: Rect): number[] {
  const { layout } = scene;
  const { first, end } = rowsBetween(scene, window.top, window.bottom);
  const boxes: number[] = [];
  for (let slot = at(layout.rowStart, first); slot < at(layout.rowStart, end); slot++) {
    const box = at(layout.rowBoxes, slot);
    const left = at(layout.x, box);
    if (left <= window.right && left + at(layout.boxWidth, box) >= window.left) boxes.push(box);
  }
  return boxes;
}

/** Boxes win over pills, pills over lines, lines over the titles of frames. `tolerance` in drawing pixels. */
export function hitTest(scene: Scene, point: Point, tolerance: number): Hit {
  const nearby = boxesIn(scene, {
    left: point.x - 400,
    right: point.x + 400,
    top: point.y - tolerance,
    bottom: point.y + tolerance,
  });
  for (const box of nearby) if (isInside(boxRect(scene, box), point)) return { kind: 'box', index: box };
  for (const box of nearby) {
    const { start, links } = scene.pillsByBox;
    for (let slot = at(start, box); slot < at(start, box + 1); slot++) {
      const pill = at(links, slot);
      if (isInside(pillRect(scene, pill), point)) return { kind: 'pill', index: pill };
    }
  }
  const line = nearestLine(scene, point, tolerance);
  if (line !== -1) return { kind: 'link', index: at(scene.layout.lineLink, line) };
  const frame = frameTitleAt(scene, point);
  return frame === -1 ? noHit : { kind: 'frame', index: frame };
}

export function frameRect({ layout: { frames } }: Scene, frame: number): Rect {
  const left = at(frames.x, frame);
  const top = at(frames.y, frame);
  return { left, top, right: left + at(frames.width, frame), bottom: top + at(frames.height, frame) };
}

/** The innermost frame whose title is at a point, or -1. */
function frameTitleAt(scene: Scene, point: Point): number {
  for (let frame = scene.layout.frames.count - 1; frame >= 0; frame--) {
    const rect = frameRect(scene, frame);
    if (isInside({ ...rect, bottom: rect.top + spacing.frameTitle }, point)) return frame;
  }
  return -1;
}

export function pillRect({ layout: { pills } }: Scene, pill: number): Rect {
  const left = at(pills.x, pill);
  const top = at(pills.y, pill);
  return { left, top, right: left + at(pills.width, pill), bottom: top + spacing.pillHeight };
}

function nearestLine(scene: Scene, { x, y }: Point, tolerance: number): number {
  let nearest = -1;
  let distance = tolerance;
  for (const line of linesBetween(scene.lines, y, y)) {
    const lineX = lineXAt(scene, line, y);
    if (lineX === undefined || Math.abs(lineX - x) > distance) continue;
    distance = Math.abs(lineX - x);
    nearest = line;
  }
  return nearest;
}

/** Where a line is at the height y; undefined above its start and below its end. */
export function lineXAt({ layout }: Scene, line: number, y: number): number | undefined {
  const { lineStart, linePoints } = layout;
  for (let point = at(lineStart, line); point + 1 < at(lineStart, line + 1); point++) {
    const top = at(linePoints, 2 * point + 1);
    const bottom = at(linePoints, 2 * point + 3);
    if (y < top) return undefined;
    if (y > bottom) continue;
    const left = at(linePoints, 2 * point);
    const right = at(linePoints, 2 * point + 2);
    return left + (right - left) * bendAt((y - top) / Math.max(bottom - top, 1e-9));
  }
  return undefined;
}

/**
 * Sideways progress of a bend at a share of its height: the cubic with vertical ends and control points at half
 * height has y = 1.5 t (1 - t) + t^3 and x = t^2 (3 - 2 t); solved for t by bisection.
 */
function bendAt(share: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 12; step++) {
    const t = (low + high) / 2;
    if (1.5 * t * (1 - t) + t ** 3 < share) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  return t * t * (3 - 2 * t);
}
