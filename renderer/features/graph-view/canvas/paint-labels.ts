import { lineXAt } from '../hit-test.ts';
import { at } from '../layout/links.ts';
import { linesBetween } from '../line-index.ts';
import { edgesOfLink, type Scene } from '../scene.ts';
import type { Camera, Rect } from './camera.ts';
import type { CanvasText } from './canvas-text.ts';
import type { PaintContext } from './paint-context.ts';
import type { Palette } from './palette.ts';

/** From this zoom on, lines say the shape of what flows along them. */
export const labelZoom = 0.8;

const labelPx = 9.5;

/** 'float32 [N, 64, 56, 56]' -> '[N, 64, 56, 56]'. */
export function toShapeLabel(label: string): string {
  const bracket = label.indexOf('[');
  return bracket === -1 ? label : label.slice(bracket);
}

/**
 * Writes the shape of a value beside the line that carries it: half way on a straight line, else before its end, on
 * the side that the line does not come from. Left out where another line or label is in the way.
 */
export function writeShapes(
  context: PaintContext,
  text: CanvasText,
  scene: Scene,
  window: Rect,
  camera: Camera,
  palette: Palette,
): void {
  const { zoom } = camera;
  if (zoom < labelZoom) return;
  const taken: Rect[] = [];
  context.fillStyle = palette.muted;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.font = text.font(labelPx * zoom, 400);
  for (const line of linesBetween(scene.lines, window.top, window.bottom)) {
    // A line that goes on inside a frame is labelled where it ends.
    if (scene.layout.lineHasArrow[line] === 0) continue;
    const shape = toShapeLabel(edgesOfLink(scene, at(scene.layout.lineLink, line))[0]?.label ?? '');
    if (shape === '') continue;
    const place = labelPlace(scene, line);
    const width = text.width(shape, labelPx);
    const left = place.isLeft ? place.x - 6 - width : place.x + 6;
    const label = { left, right: left + width, top: place.y - 6, bottom: place.y + 6 };
    if (!touches(label, window) || isCrossed(scene, label, line)) continue;
    if (taken.some((other) => touches(label, other))) continue;
    taken.push(label);
    context.fillText(shape, left * zoom + camera.x, place.y * zoom + camera.y);
  }
}

function labelPlace({ layout }: Scene, line: number): { x: number; y: number; isLeft: boolean } {
  const { lineStart, linePoints } = layout;
  const first = at(lineStart, line);
  const last = at(lineStart, line + 1) - 1;
  const x = at(linePoints, 2 * last);
  const y = at(linePoints, 2 * last + 1);
  const bend = last - 1 >= first ? at(linePoints, 2 * (last - 1)) : x;
  const comesFrom = bend === x && last - 2 >= first ? at(linePoints, 2 * (last - 2)) : bend;
  if (comesFrom === x) return { x, y: (Math.max(at(linePoints, 2 * last - 1), y - 34) + y) / 2, isLeft: false };
  return { x, y: y - 12, isLeft: comesFrom > x };
}

function isCrossed(scene: Scene, label: Rect, own: number): boolean {
  for (const line of linesBetween(scene.lines, label.top, label.bottom)) {
    if (line === own) continue;
    for (const y of [label.top, label.bottom]) {
      const x = lineXAt(scene, line, y);
      if (x !== undefined && x > label.left - 3 && x < label.right + 3) return true;
    }
  }
  return false;
}

function touches(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
