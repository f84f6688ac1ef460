import { at } from '../layout/links.ts';
import type { Paints } from '../overlays/overlay.ts';
import type { Scene } from '../scene.ts';
import { type Camera, type Size, toWindow } from './camera.ts';
import type { Marks } from './marks.ts';
import { fillOf } from './paint-boxes.ts';
import type { Palette } from './palette.ts';

const inset = 4;

/** Search hits are ticks at the edge, so that hundreds of them do not hide the drawing. */
const foundWidth = 5;

/** All boxes, stretched to the strip in both directions. */
export function paintOverview(
  context: CanvasRenderingContext2D,
  scene: Scene,
  size: Size,
  pixelRatio: number,
  palette: Palette,
  marks: Marks,
  paints: Paints,
): void {
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const { layout } = scene;
  const place = stripPlace(scene, size);
  let lastPixel = -1;
  for (let row = 0; row < layout.rowTop.length; row++) {
    const y = place.y(at(layout.rowTop, row));
    const pixel = Math.floor(y * pixelRatio);
    if (pixel === lastPixel) continue;
    lastPixel = pixel;
    for (let slot = at(layout.rowStart, row); slot < at(layout.rowStart, row + 1); slot++) {
      const box = at(layout.rowBoxes, slot);
      context.fillStyle = fillOf(scene, box, palette, paints);
      const height = Math.min(6, Math.max(1 / pixelRatio, place.y(at(layout.rowBottom, row)) - y));
      context.fillRect(place.x(at(layout.x, box)), y, Math.max(2, at(layout.boxWidth, box) * place.scaleX), height);
    }
  }
  markRows(context, scene, marks.found, { ...size, width: foundWidth }, palette.warn);
  markRows(context, scene, marks.related, size, palette.accent);
}

function markRows(
  context: CanvasRenderingContext2D,
  scene: Scene,
  boxes: ReadonlySet<number>,
  size: Size,
  color: string,
): void {
  const place = stripPlace(scene, size);
  context.fillStyle = color;
  for (const box of boxes) context.fillRect(0, place.y(at(scene.layout.y, box)) - 1, size.width, 2);
}

/** A frame around what the pane shows. */
export function paintViewFrame(
  context: CanvasRenderingContext2D,
  scene: Scene,
  size: Size,
  pixelRatio: number,
  palette: Palette,
  camera: Camera,
  paneSize: Size,
): void {
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const place = stripPlace(scene, size);
  const window = toWindow(camera, paneSize);
  const top = Math.max(0, place.y(window.top));
  const height = Math.max(8, Math.min(size.height, place.y(window.bottom)) - top);
  context.globalAlpha = 0.16;
  context.fillStyle = palette.ink;
  context.fillRect(0, top, size.width, height);
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  context.strokeRect(0.75, top + 0.75, size.width - 1.5, height - 1.5);
}

/** The drawing's height under a height of the strip. */
export function toDrawingHeight(scene: Scene, size: Size, stripY: number): number {
  const { y } = stripPlace(scene, size);
  const height = (stripY - y(0)) / (y(1) - y(0));
  return Math.max(0, Math.min(scene.layout.height, height));
}

function stripPlace({ layout }: Scene, size: Size) {
  const scaleX = (size.width - 2 * inset) / Math.max(1, layout.width);
  // A short drawing is not stretched beyond its own proportions.
  const scaleY = Math.min((size.height - 2 * inset) / Math.max(1, layout.height), scaleX * 4);
  return { scaleX, x: (x: number) => inset + x * scaleX, y: (y: number) => inset + y * scaleY };
}
