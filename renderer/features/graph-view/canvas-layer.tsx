import { useLayoutEffect, useRef } from 'react';
import { useStoreApi } from 'reactflow';
import type { Size } from './canvas/camera.ts';
import type { CanvasText } from './canvas/canvas-text.ts';
import { fitCanvas } from './canvas/fit-canvas.ts';
import type { Marks } from './canvas/marks.ts';
import { paintScene } from './canvas/paint-scene.ts';
import type { Palette } from './canvas/palette.ts';
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
}

/** Lines, and in the far view everything, below React Flow's elements; follows its viewport in the same frame. */
export function CanvasLayer(props: CanvasLayerProps) {
  const { scene, size, palette, text, marks, paints, hoveredLink, isFar } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const pixelRatio = useDevicePixelRatio();

  useLayoutEffect(() => {
    const context = canvas.current && fitCanvas(canvas.current, size, pixelRatio);
    if (!context) return;
    let painted: readonly number[] = [];
    const paint = () => {
      const { transform } = store.getState();
      if (transform === painted) return;
      painted = transform;
      const [x, y, zoom] = transform;
      paintScene(context, scene, {
        camera: { x, y, zoom },
        size,
        pixelRatio,
        palette,
        text,
        marks,
        paints,
        hoveredLink,
        isFar,
      });
    };
    paint();
    return store.subscribe(paint);
  }, [scene, size, pixelRatio, palette, text, marks, paints, hoveredLink, isFar, store]);

  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 size-full" />;
}
