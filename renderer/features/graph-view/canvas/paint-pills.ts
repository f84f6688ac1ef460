import { toShortValue } from '../box-text.ts';
import { spacing } from '../layout/layout-types.ts';
import { at } from '../layout/links.ts';
import { edgesOfLink, requireBox, type Scene } from '../scene.ts';
import { boxMetrics } from '../to-layout-input.ts';
import type { Camera } from './camera.ts';
import type { CanvasText } from './canvas-text.ts';
import type { PaintContext } from './paint-context.ts';
import type { Palette } from './palette.ts';

/** What a pill says: the value that comes from afar, where it goes, or how many there are. */
export function toPillText(scene: Scene, pill: number): string {
  const { pills, linkFrom, linkTo } = scene.layout;
  const count = at(pills.linkCount, pill);
  const link = at(pills.link, pill);
  if (at(pills.isInput, pill) === 1) {
    if (count > 1) return `+${count} more`;
    const source = requireBox(scene, at(linkFrom, link));
    return source.category === 'input' ? source.title : toShortValue(edgesOfLink(scene, link)[0]?.value ?? '');
  }
  return count > 1 ? `${count} uses` : `to ${requireBox(scene, at(linkTo, link)).title}`;
}

/** Right side of a box, or of a frame. */
function ownerRight({ graph, layout }: Scene, owner: number): number {
  const frame = owner - graph.boxes.length;
  if (frame < 0) return at(layout.x, owner) + at(layout.boxWidth, owner);
  return at(layout.frames.x, frame) + at(layout.frames.width, frame);
}

/** Pills smaller than this zoom leave only their stub. */
const textZoom = 0.45;

export function paintPills(
  context: PaintContext,
  text: CanvasText,
  scene: Scene,
  boxes: readonly number[],
  camera: Camera,
  palette: Palette,
  highlighted: ReadonlySet<number>,
): void {
  const { layout, pillsByBox } = scene;
  const { pills } = layout;
  const { zoom } = camera;
  for (const box of boxes) {
    for (let slot = at(pillsByBox.start, box); slot < at(pillsByBox.start, box + 1); slot++) {
      const pill = at(pillsByBox.links, slot);
      const color = highlighted.has(box) ? palette.accent : palette.line;
      const isInput = at(pills.isInput, pill) === 1;
      const x = at(pills.x, pill) * zoom + camera.x;
      const y = at(pills.y, pill) * zoom + camera.y;
      const width = at(pills.width, pill) * zoom;
      const height = spacing.pillHeight * zoom;
      const middle = y + height / 2;
      const stubFrom = isInput ? x + width : ownerRight(scene, box) * zoom + camera.x;
      context.strokeStyle = color;
      context.lineWidth = Math.max(0.75, Math.min(1.25, zoom));
      context.beginPath();
      context.moveTo(stubFrom, middle);
      context.lineTo(stubFrom + spacing.pillDistance * zoom, middle);
      context.stroke();
      context.fillStyle = palette.box;
      context.beginPath();
      context.roundRect(x, y, width, height, height / 2);
      context.fill();
      context.stroke();
      if (zoom < textZoom) continue;
      const px = boxMetrics.pillPx * zoom;
      context.fillStyle = highlighted.has(box) ? palette.accent : palette.muted;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.font = text.font(px, 400);
      context.fillText(text.truncate(toPillText(scene, pill), width - 10 * zoom, px), x + width / 2, middle + 0.5);
    }
  }
}
