import { type Camera, type Size, toWindow } from '../canvas/camera.ts';
import type { CanvasText } from '../canvas/canvas-text.ts';
import type { Marks } from '../canvas/marks.ts';
import type { PaintContext } from '../canvas/paint-context.ts';
import { paintNearBoxes } from '../canvas/paint-near-boxes.ts';
import { outlineMarks, paintScene } from '../canvas/paint-scene.ts';
import type { Palette } from '../canvas/palette.ts';
import { boxesIn } from '../hit-test.ts';
import type { Paints } from '../overlays/overlay.ts';
import type { Scene } from '../scene.ts';

/** A drawing as its pane shows it. */
export interface PictureSubject {
  readonly title: string;
  readonly scene: Scene;
  readonly marks: Marks;
  readonly paints: Paints;
  readonly palette: Palette;
  readonly text: CanvasText;
}

/** Free space around the drawing, in pixels at zoom 1. */
const margin = 16;

/** Of the whole drawing, in pixels at zoom 1. */
export const pictureSize = ({ layout }: Scene): Size => ({
  width: Math.ceil(layout.width + 2 * margin),
  height: Math.ceil(layout.height + 2 * margin),
});

/** A part of a picture over its whole width. */
export interface Stretch {
  readonly size: Size;
  /** Where it begins, in pixels of the picture. */
  readonly top: number;
  readonly scale: number;
  /** True where titles would be too small to read: boxes are painted as the far view has them. */
  readonly isFar: boolean;
}

/** Paints what lies between `top` and `top + size.height` of a picture at a scale: boxes with their titles and names, as the near view has them. */
export function paintPicture(
  context: PaintContext,
  { scene, marks, paints, palette, text }: PictureSubject,
  { size, top, scale, isFar }: Stretch,
): void {
  const camera: Camera = { x: margin * scale, y: margin * scale - top, zoom: scale };
  paintScene(context, scene, {
    camera,
    size,
    pixelRatio: 1,
    palette,
    text,
    marks,
    paints,
    hoveredLink: -1,
    isFar,
  });
  if (isFar) return;
  const boxes = boxesIn(scene, toWindow(camera, size));
  paintNearBoxes(context, text, scene, boxes, { camera, palette, paints, marks });
  outlineMarks(context, scene, marks, camera, palette);
}
