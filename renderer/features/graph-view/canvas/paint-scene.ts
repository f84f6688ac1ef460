import { boxesIn, rowsBetween } from '../hit-test.ts';
import { at } from '../layout/links.ts';
import { linesBetween } from '../line-index.ts';
import type { Paints } from '../overlays/overlay.ts';
import { linesOfLink, type Scene } from '../scene.ts';
import { type Camera, type Rect, type Size, toWindow } from './camera.ts';
import type { CanvasText } from './canvas-text.ts';
import { dimmedAlpha, isDimmed, type Marks } from './marks.ts';
import { fillBoxes, fillPlainBoxes, traceBox, writeTitles } from './paint-boxes.ts';
import type { PaintContext } from './paint-context.ts';
import { paintFrames, writeFrameTitles } from './paint-frames.ts';
import { writeShapes } from './paint-labels.ts';
import { strokeLines } from './paint-lines.ts';
import { paintPills } from './paint-pills.ts';
import type { Palette } from './palette.ts';

export interface Frame {
  readonly camera: Camera;
  readonly size: Size;
  readonly pixelRatio: number;
  readonly palette: Palette;
  readonly text: CanvasText;
  readonly marks: Marks;
  /** Colours of an overlay, per box. */
  readonly paints: Paints;
  /** The line under the pointer, or -1. */
  readonly hoveredLink: number;
  /** Far view: boxes are drawn in full. Near view: elements above show them, and plain ones are drawn below those. */
  readonly isFar: boolean;
}

/** Mean height of a row on screen below which rows merge into single pixels and lines are left out. */
const mergedRowPx = 2.5;

/** Draws what is in view: lines, then pills, boxes, labels and marks. */
export function paintScene(context: PaintContext, scene: Scene, frame: Frame): void {
  const { camera, size, pixelRatio, palette, text, marks, isFar } = frame;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const window = toWindow(camera, size);
  const { layout } = scene;
  const rowPx = (layout.height / Math.max(1, layout.rowTop.length)) * camera.zoom;
  const isMerged = rowPx < mergedRowPx;
  const boxes = isMerged ? oneBoxPerPixel(scene, window, camera) : boxesIn(scene, window);

  paintFrames(context, scene, window, camera, palette);
  if (!isMerged) {
    paintLines(context, scene, window, frame);
    writeFrameTitles(context, text, scene, window, camera, palette);
    paintPills(context, text, scene, pillOwners(scene, boxes, window), camera, palette, marks.related);
  }
  if (isFar) {
    const kept = marks.kept === undefined ? boxes : boxes.filter((box) => !isDimmed(marks, box));
    if (kept.length < boxes.length) {
      context.globalAlpha = dimmedAlpha;
      const dimmed = boxes.filter((box) => isDimmed(marks, box));
      fillBoxes(context, scene, dimmed, camera, palette, frame.paints);
      context.globalAlpha = 1;
    }
    fillBoxes(context, scene, kept, camera, palette, frame.paints);
    if (!isMerged) writeTitles(context, text, scene, kept, camera, palette, frame.paints);
    outlineMarks(context, scene, marks, camera, palette);
  } else {
    fillPlainBoxes(context, scene, boxes, camera, palette);
    writeShapes(context, text, scene, window, camera, palette);
  }
}

function paintLines(context: PaintContext, scene: Scene, window: Rect, frame: Frame): void {
  const { camera, palette, marks, hoveredLink } = frame;
  const width = Math.max(0.75, Math.min(1.4, 1.4 * camera.zoom));
  const inView = linesBetween(scene.lines, window.top, window.bottom);
  strokeLines(context, scene, inView, camera, { color: palette.line, width, alpha: 0.8 });
  const marked = marks.path === undefined ? linesOf(scene, marks.related) : linesOfLinks(scene, marks.path);
  if (marked.size > 0)
    strokeLines(context, scene, marked, camera, { color: palette.accent, width: width + 0.8, alpha: 1 });
  if (hoveredLink >= 0) {
    strokeLines(context, scene, linesOfLink(scene, hoveredLink), camera, {
      color: palette.ink,
      width: width + 0.8,
      alpha: 1,
    });
  }
}

/** Outlines what was found and what the selection means. */
export function outlineMarks(
  context: PaintContext,
  scene: Scene,
  marks: Marks,
  camera: Camera,
  palette: Palette,
): void {
  outlineBoxes(context, scene, marks.found, camera, palette.warn, 1.5);
  outlineBoxes(context, scene, marks.related, camera, palette.accent, 2.5);
}

function outlineBoxes(
  context: PaintContext,
  scene: Scene,
  boxes: ReadonlySet<number>,
  camera: Camera,
  color: string,
  width: number,
): void {
  if (boxes.size === 0) return;
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  for (const box of boxes) traceBox(context, scene, box, camera, 2);
  context.stroke();
}

/** Lines that enter or leave any of the boxes. */
function linesOf(scene: Scene, boxes: ReadonlySet<number>): ReadonlySet<number> {
  const { linksOut, linksInto } = scene;
  const lines = new Set<number>();
  for (const box of boxes) {
    for (const side of [linksOut, linksInto]) {
      for (let slot = at(side.start, box); slot < at(side.start, box + 1); slot++) {
        for (const line of linesOfLink(scene, at(side.links, slot))) lines.add(line);
      }
    }
  }
  return lines;
}

function linesOfLinks(scene: Scene, links: ReadonlySet<number>): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const link of links) for (const line of linesOfLink(scene, link)) lines.add(line);
  return lines;
}

/** Boxes and frames beside which pills stand. */
function pillOwners({ graph, layout: { frames } }: Scene, boxes: readonly number[], { top, bottom }: Rect) {
  const owners = [...boxes];
  for (let frame = 0; frame < frames.count; frame++) {
    const isInView = at(frames.y, frame) <= bottom && at(frames.y, frame) + at(frames.height, frame) >= top;
    if (isInView) owners.push(graph.boxes.length + frame);
  }
  return owners;
}

/** Where many rows share a pixel, the boxes of one row speak for all. */
function oneBoxPerPixel(scene: Scene, window: Rect, camera: Camera): number[] {
  const { layout } = scene;
  const { first, end } = rowsBetween(scene, window.top, window.bottom);
  const boxes: number[] = [];
  let lastPixel = Number.NEGATIVE_INFINITY;
  for (let row = first; row < end; row++) {
    const pixel = Math.floor(at(layout.rowTop, row) * camera.zoom);
    if (pixel === lastPixel) continue;
    lastPixel = pixel;
    for (let slot = at(layout.rowStart, row); slot < at(layout.rowStart, row + 1); slot++) {
      boxes.push(at(layout.rowBoxes, slot));
    }
  }
  return boxes;
}
