import { linesBetween, lineXAt } from '../hit-test.ts';
import { at } from '../layout/links.ts';
import { edgesOfLink, type Scene } from '../scene.ts';
import type { Camera, Rect } from './camera.ts';
import type { CanvasText } from './canvas-text.ts';
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
 * Writes the shape of each value once, below the box that makes it and beside a line that leaves it, where no other
 * line or label is in the way.
 */
export function writeShapes(
  context: CanvasRenderingContext2D,
  text: CanvasText,
  scene: Scene,
  boxes: readonly number[],
  camera: Camera,
  palette: Palette,
): void {
  const { zoom } = camera;
  if (zoom < labelZoom) return;
  const { layout, linksOut } = scene;
  const px = labelPx * zoom;
  const taken: Rect[] = [];
  context.fillStyle = palette.muted;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.font = text.font(px);
  for (const box of boxes) {
    let written = '';
    for (let slot = at(linksOut.start, box); slot < at(linksOut.start, box + 1); slot++) {
      const link = at(linksOut.links, slot);
      const point = at(layout.routeStart, link);
      if (point === at(layout.routeStart, link + 1)) continue;
      const shape = toShapeLabel(edgesOfLink(scene, link)[0]?.label ?? '');
      if (shape === '' || shape === written) continue;
      const row = at(layout.rank, box);
      const gapTop = at(layout.rowBottom, row);
      const y = (gapTop + Math.min(at(layout.rowTop, row + 1) || gapTop, gapTop + 34)) / 2;
      const x = (lineXAt(scene, link, y) ?? at(layout.routePoints, 2 * point)) + 5;
      const width = text.width(shape, labelPx);
      const label = { left: x, right: x + width, top: y - 6, bottom: y + 6 };
      if (isCrossed(scene, label, link) || taken.some((other) => overlap(label, other))) continue;
      taken.push(label);
      written = shape;
      context.fillText(shape, x * zoom + camera.x, y * zoom + camera.y);
    }
  }
}

function isCrossed(scene: Scene, label: Rect, own: number): boolean {
  for (const link of linesBetween(scene, label.top, label.bottom)) {
    if (link === own) continue;
    for (const y of [label.top, label.bottom]) {
      const x = lineXAt(scene, link, y);
      if (x !== undefined && x > label.left - 3 && x < label.right + 3) return true;
    }
  }
  return false;
}

function overlap(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
