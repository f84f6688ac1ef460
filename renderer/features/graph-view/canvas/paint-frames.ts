import { frameRect } from '../hit-test.ts';
import { spacing } from '../layout/layout-types.ts';
import type { Scene } from '../scene.ts';
import { boxMetrics } from '../to-layout-input.ts';
import type { Camera, Rect } from './camera.ts';
import type { CanvasText } from './canvas-text.ts';
import type { PaintContext } from './paint-context.ts';
import type { Palette } from './palette.ts';

/** Titles smaller than this are left out. */
const smallestTitlePx = 6.5;

const corner = 8;
const titlePadding = 8;

/** Draws the frames around open parts, outermost first. */
export function paintFrames(context: PaintContext, scene: Scene, window: Rect, camera: Camera, palette: Palette): void {
  const { zoom } = camera;
  context.lineWidth = 1;
  for (const frame of scene.graph.frames.keys()) {
    const { left, top, right, bottom } = frameRect(scene, frame);
    if (right < window.left || left > window.right || bottom < window.top || top > window.bottom) continue;
    const x = left * zoom + camera.x;
    const y = top * zoom + camera.y;
    const width = (right - left) * zoom;
    context.globalAlpha = 0.05;
    context.fillStyle = palette.ink;
    context.beginPath();
    context.roundRect(x, y, width, (bottom - top) * zoom, corner * zoom);
    context.fill();
    context.globalAlpha = 0.6;
    context.strokeStyle = palette.line;
    context.stroke();
    context.globalAlpha = 1;
  }
}

/** Writes the titles of frames over the lines that pass them. */
export function writeFrameTitles(
  context: PaintContext,
  text: CanvasText,
  scene: Scene,
  window: Rect,
  camera: Camera,
  palette: Palette,
): void {
  const { zoom } = camera;
  const px = boxMetrics.titlePx * zoom;
  if (px < smallestTitlePx) return;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.font = text.font(px);
  for (const [frame, { title }] of scene.graph.frames.entries()) {
    const { left, top, right } = frameRect(scene, frame);
    if (right < window.left || left > window.right || top > window.bottom) continue;
    if (top + spacing.frameTitle < window.top) continue;
    const shown = text.truncate(`▾ ${title}`, (right - left - 2 * titlePadding) * zoom, px);
    const x = (left + titlePadding) * zoom + camera.x;
    const middle = (top + spacing.frameTitle / 2 + 2) * zoom + camera.y;
    context.fillStyle = palette.surface;
    context.globalAlpha = 0.8;
    context.fillRect(x - 2, middle - 0.6 * px, text.width(shown, px) + 4, 1.2 * px);
    context.globalAlpha = 1;
    context.fillStyle = palette.ink;
    context.fillText(shown, x, middle);
  }
}
