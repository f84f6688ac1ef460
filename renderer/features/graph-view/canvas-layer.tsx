import { useLayoutEffect, useRef, useState } from 'react';
import { useStoreApi } from 'reactflow';
import { type Size, toWindow } from './canvas/camera.ts';
import type { CanvasText } from './canvas/canvas-text.ts';
import { fitCanvas } from './canvas/fit-canvas.ts';
import type { Marks } from './canvas/marks.ts';
import { paintNearBoxes } from './canvas/paint-near-boxes.ts';
import { outlineMarks, paintScene } from './canvas/paint-scene.ts';
import type { Palette } from './canvas/palette.ts';
import { boxesIn } from './hit-test.ts';
import { Course } from './motion/course.ts';
import type { Paints } from './overlays/overlay.ts';
import type { Scene } from './scene.ts';
import { useDevicePixelRatio } from './use-device-pixel-ratio.ts';

interface CanvasLayerProps {
  readonly scene: Scene;
  readonly size: Size;
  readonly palette: Palette;
  readonly text: CanvasText;
  readonly marks: Marks;
  readonly paints: Paints;
  readonly hoveredLink: number;
  /** Far view: boxes are drawn here. Near view: elements above this layer show them. */
  readonly isFar: boolean;
  /** The part that was opened or closed last: the drawing moves there from the one before. */
  readonly lastToggled: string | undefined;
  /** Elements would stand at the end of the way already: on the way the canvas draws the boxes, too. */
  readonly onMoving: (isMoving: boolean) => void;
}

/** Lines, and in the far view everything, below React Flow's elements; follows its viewport in the same frame. */
export function CanvasLayer(props: CanvasLayerProps) {
  const { scene, size, palette, text, marks, paints, hoveredLink, isFar, lastToggled, onMoving } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const pixelRatio = useDevicePixelRatio();
  const [course] = useState(() => new Course());

  useLayoutEffect(() => {
    const context = canvas.current && fitCanvas(canvas.current, size, pixelRatio);
    if (!context) return;
    let painted: readonly number[] = [];
    const draw = (boxes: 'plain' | 'whole') => {
      const { transform } = store.getState();
      painted = transform;
      const [x, y, zoom] = transform;
      const camera = { x, y, zoom };
      const view = toWindow(camera, size);
      const now = course.now(scene, view);
      paintScene(context, now, { camera, size, pixelRatio, palette, text, marks, paints, hoveredLink, isFar });
      if (boxes === 'plain' || isFar) return;
      paintNearBoxes(context, text, now, boxesIn(now, view), { camera, palette, paints, marks });
      outlineMarks(context, now, marks, camera, palette);
    };
    const paint = () => {
      if (store.getState().transform !== painted) draw(course.isMoving ? 'whole' : 'plain');
    };
    let nextFrame = 0;
    const advance = (nowMs: number) => {
      course.advance(nowMs);
      // Whole at rest, too: the elements take a moment to come back.
      draw('whole');
      if (course.isMoving) nextFrame = requestAnimationFrame(advance);
      else onMoving(false);
    };
    course.turnTo(scene, lastToggled, window.matchMedia('(prefers-reduced-motion: reduce)').matches);
    onMoving(course.isMoving);
    if (course.isMoving) nextFrame = requestAnimationFrame(advance);
    paint();
    const unsubscribe = store.subscribe(paint);
    return () => {
      cancelAnimationFrame(nextFrame);
      unsubscribe();
    };
  }, [scene, size, pixelRatio, palette, text, marks, paints, hoveredLink, isFar, lastToggled, onMoving, course, store]);

  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 size-full" />;
}
