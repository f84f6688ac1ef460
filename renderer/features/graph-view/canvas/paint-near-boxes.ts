import { toChangeMark, toSubtitle } from '../box-text.ts';
import { at } from '../layout/links.ts';
import { requireBox, type Scene } from '../scene.ts';
import { wrapTitle } from '../text-width.ts';
import { boxMetrics, paddingOf } from '../to-layout-input.ts';
import type { Camera } from './camera.ts';
import type { CanvasText } from './canvas-text.ts';
import { dimmedAlpha, isDimmed } from './marks.ts';
import { fillOf } from './paint-boxes.ts';
import type { PaintContext } from './paint-context.ts';
import type { Frame } from './paint-scene.ts';
import type { Palette } from './palette.ts';

const barWidth = 5;
const corner = 5;

/** Titles, names and colours of boxes over plain ones, as the elements of the near view have them. */
export function paintNearBoxes(
  context: PaintContext,
  text: CanvasText,
  scene: Scene,
  boxes: readonly number[],
  { camera, palette, paints, marks }: Pick<Frame, 'camera' | 'palette' | 'paints' | 'marks'>,
): void {
  for (const index of boxes) {
    context.globalAlpha = isDimmed(marks, index) ? dimmedAlpha : 1;
    const box = requireBox(scene, index);
    const isPort = box.category === 'input' || box.category === 'output';
    const x = at(scene.layout.x, index) * camera.zoom + camera.x;
    const y = at(scene.layout.y, index) * camera.zoom + camera.y;
    const height = at(scene.layout.boxHeight, index) * camera.zoom;
    if (!isPort) {
      context.fillStyle = fillOf(scene, index, palette, paints);
      context.beginPath();
      context.roundRect(x, y, barWidth * camera.zoom, height, corner * camera.zoom);
      context.fill();
    }
    writeBox(context, text, scene, index, camera, palette);
  }
  context.globalAlpha = 1;
}

/** Lines of text, centred in the height of the box. */
function writeBox(
  context: PaintContext,
  text: CanvasText,
  scene: Scene,
  index: number,
  { x: cameraX, y: cameraY, zoom }: Camera,
  palette: Palette,
): void {
  const { layout, graph } = scene;
  const box = requireBox(scene, index);
  const { titlePx, subtitlePx, titleLineLimit, lineHeight, maxWidth } = boxMetrics;
  const { left, right } = paddingOf(box);
  const room = at(layout.boxWidth, index) - left - right;
  const wrapWidth = maxWidth - left - right;
  const titles = wrapTitle(box.title, wrapWidth, titleLineLimit, (line) => text.width(line, titlePx) + 1);
  const around = graph.frames[graph.frameOfBox[index] ?? -1]?.path;
  const below = [toSubtitle(box, around), toChangeMark(box)].filter((part) => part !== '').join('  ');
  const lineCount = titles.length + (below === '' ? 0 : 1);
  const x = (at(layout.x, index) + left) * zoom + cameraX;
  const top = at(layout.y, index) + at(layout.boxHeight, index) / 2 - ((lineCount - 1) * lineHeight) / 2;
  const yOf = (line: number) => (top + line * lineHeight) * zoom + cameraY;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = palette.ink;
  context.font = text.font(titlePx * zoom);
  for (const [line, title] of titles.entries()) context.fillText(text.truncate(title, room, titlePx), x, yOf(line));
  if (below === '') return;
  context.fillStyle = palette.muted;
  context.font = text.font(subtitlePx * zoom, 400);
  context.fillText(text.truncate(below, room, subtitlePx), x, yOf(titles.length));
}
