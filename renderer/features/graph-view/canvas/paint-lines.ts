import { at } from '../layout/links.ts';
import type { Scene } from '../scene.ts';
import type { Camera } from './camera.ts';
import type { PaintContext } from './paint-context.ts';

/** Below this zoom bends are drawn straight: the difference is less than a pixel. */
const bendZoom = 0.2;

const arrow = { length: 7, halfWidth: 3.5 } as const;

/** Adds one line to the current path, in screen coordinates: a canvas loses precision on far away ones. */
export function traceLine(context: PaintContext, { layout }: Scene, line: number, camera: Camera): void {
  const { lineStart, linePoints } = layout;
  const first = at(lineStart, line);
  const end = at(lineStart, line + 1);
  let x = at(linePoints, 2 * first) * camera.zoom + camera.x;
  let y = at(linePoints, 2 * first + 1) * camera.zoom + camera.y;
  context.moveTo(x, y);
  for (let point = first + 1; point < end; point++) {
    const nextX = at(linePoints, 2 * point) * camera.zoom + camera.x;
    const nextY = at(linePoints, 2 * point + 1) * camera.zoom + camera.y;
    if (camera.zoom < bendZoom || Math.abs(nextX - x) < 0.5) context.lineTo(nextX, nextY);
    else {
      const middle = (y + nextY) / 2;
      context.bezierCurveTo(x, middle, nextX, middle, nextX, nextY);
    }
    x = nextX;
    y = nextY;
  }
}

/** Adds the head of a line to the current path. */
export function traceArrow(context: PaintContext, { layout }: Scene, line: number, camera: Camera): void {
  const last = at(layout.lineStart, line + 1) - 1;
  const x = at(layout.linePoints, 2 * last) * camera.zoom + camera.x;
  const y = at(layout.linePoints, 2 * last + 1) * camera.zoom + camera.y;
  const length = arrow.length * camera.zoom;
  const halfWidth = arrow.halfWidth * camera.zoom;
  context.moveTo(x, y);
  context.lineTo(x - halfWidth, y - length);
  context.lineTo(x + halfWidth, y - length);
  context.closePath();
}

export interface LineStyle {
  readonly color: string;
  readonly width: number;
  readonly alpha: number;
}

export function strokeLines(
  context: PaintContext,
  scene: Scene,
  lines: Iterable<number>,
  camera: Camera,
  style: LineStyle,
): void {
  context.globalAlpha = style.alpha;
  context.strokeStyle = style.color;
  context.lineWidth = style.width;
  context.lineJoin = 'round';
  context.beginPath();
  for (const line of lines) traceLine(context, scene, line, camera);
  context.stroke();
  if (camera.zoom >= 0.3) {
    context.fillStyle = style.color;
    context.beginPath();
    for (const line of lines) {
      if (scene.layout.lineHasArrow[line] === 1) traceArrow(context, scene, line, camera);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}
