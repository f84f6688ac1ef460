import { at } from '../layout/links.ts';
import type { Paints } from '../overlays/overlay.ts';
import { requireBox, type Scene } from '../scene.ts';
import type { Camera } from './camera.ts';
import type { CanvasText } from './canvas-text.ts';
import type { PaintContext } from './paint-context.ts';
import type { Palette } from './palette.ts';
import { readableInk } from './readable-ink.ts';

const title = { smallestPx: 7.5, largestPx: 12, padding: 3 } as const;

/** Fills boxes in the colours of their categories, one path for each colour. */
export function fillBoxes(
  context: PaintContext,
  scene: Scene,
  boxes: readonly number[],
  camera: Camera,
  palette: Palette,
  paints: Paints,
): void {
  const byCategory = new Map<string, number[]>();
  for (const box of boxes) {
    const color = fillOf(scene, box, palette, paints);
    const same = byCategory.get(color);
    if (same === undefined) byCategory.set(color, [box]);
    else same.push(box);
  }
  for (const [color, members] of byCategory) {
    context.fillStyle = color;
    context.beginPath();
    for (const box of members) traceBox(context, scene, box, camera);
    context.fill();
  }
}

/** With an overlay, a box that it tells nothing about is plain. */
export function fillOf(scene: Scene, box: number, palette: Palette, paints: Paints): string {
  if (paints === undefined) return palette.category[requireBox(scene, box).category];
  const paint = paints[box];
  return paint === undefined ? palette.boxBorder : palette.overlay[paint.color];
}

/** Boxes as they are before their elements appear, so that fast panning shows no holes. */
export function fillPlainBoxes(
  context: PaintContext,
  scene: Scene,
  boxes: readonly number[],
  camera: Camera,
  palette: Palette,
): void {
  context.fillStyle = palette.box;
  context.strokeStyle = palette.boxBorder;
  context.lineWidth = 1;
  context.beginPath();
  for (const box of boxes) traceBox(context, scene, box, camera, -0.5);
  context.fill();
  context.stroke();
}

/** At least a pixel high and two wide, so that no box is lost from sight. */
export function traceBox(context: PaintContext, scene: Scene, box: number, camera: Camera, outset = 0): void {
  const { layout } = scene;
  const x = at(layout.x, box) * camera.zoom + camera.x - outset;
  const y = at(layout.y, box) * camera.zoom + camera.y - outset;
  const width = Math.max(at(layout.boxWidth, box) * camera.zoom, 2) + 2 * outset;
  const height = Math.max(at(layout.boxHeight, box) * camera.zoom, 1) + 2 * outset;
  const radius = (isPort(scene, box) ? 999 : 5) * camera.zoom;
  if (radius < 1) context.rect(x, y, width, height);
  else context.roundRect(x, y, width, height, radius);
}

function isPort(scene: Scene, box: number): boolean {
  const { category } = requireBox(scene, box);
  return category === 'input' || category === 'output';
}

/** Writes titles into boxes as large as they fit; boxes too small for legible text stay plain. */
export function writeTitles(
  context: PaintContext,
  text: CanvasText,
  scene: Scene,
  boxes: readonly number[],
  camera: Camera,
  palette: Palette,
  paints: Paints,
): void {
  const { layout } = scene;
  const inks = new Map<string, string>();
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const box of boxes) {
    const height = at(layout.boxHeight, box) * camera.zoom;
    const width = at(layout.boxWidth, box) * camera.zoom - 2 * title.padding;
    const full = requireBox(scene, box).title;
    const tallestPx = Math.min(height * 0.72, title.largestPx);
    if (tallestPx < title.smallestPx) continue;
    const px = Math.max(title.smallestPx, Math.min(tallestPx, width / text.width(full, 1)));
    const shown = text.truncate(full, width, px);
    if (shown.length < 3 && shown !== full) continue;
    const fill = fillOf(scene, box, palette, paints);
    const ink = inks.get(fill) ?? readableInk(fill, [palette.box, palette.ink]);
    inks.set(fill, ink);
    context.fillStyle = ink;
    context.font = text.font(Math.floor(px * 2) / 2);
    const x = (at(layout.x, box) + at(layout.boxWidth, box) / 2) * camera.zoom + camera.x;
    context.fillText(shown, x, at(layout.y, box) * camera.zoom + camera.y + height / 2);
  }
}
