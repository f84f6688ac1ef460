import { type PointerEvent, useLayoutEffect, useRef } from 'react';
import { useStoreApi } from 'reactflow';
import type { Size } from './canvas/camera.ts';
import { fitCanvas } from './canvas/fit-canvas.ts';
import type { Marks } from './canvas/marks.ts';
import { paintOverview, paintViewFrame, toDrawingHeight } from './canvas/paint-minimap.ts';
import type { Palette } from './canvas/palette.ts';
import type { Paints } from './overlays/overlay.ts';
import type { Scene } from './scene.ts';
import { useDevicePixelRatio } from './use-device-pixel-ratio.ts';

export const minimapWidth = 44;

interface MinimapProps {
  readonly scene: Scene;
  /** Size of the pane whose view the frame shows. */
  readonly paneSize: Size;
  readonly palette: Palette;
  readonly marks: Marks;
  readonly paints: Paints;
  /** Asked to bring a height of the drawing to the middle. */
  readonly onScrollTo: (y: number) => void;
}

/** The whole drawing as a narrow strip, stretched to the pane's height; drag to scroll. Keys scroll in the pane itself. */
export function Minimap({ scene, paneSize, palette, marks, paints, onScrollTo }: MinimapProps) {
  const overview = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const pixelRatio = useDevicePixelRatio();
  const { height } = paneSize;

  useLayoutEffect(() => {
    const context = overview.current && fitCanvas(overview.current, { width: minimapWidth, height }, pixelRatio);
    if (context) {
      paintOverview(context, scene, { width: minimapWidth, height }, pixelRatio, palette, marks, paints);
    }
  }, [scene, height, pixelRatio, palette, marks, paints]);

  useLayoutEffect(() => {
    const context = frame.current && fitCanvas(frame.current, { width: minimapWidth, height }, pixelRatio);
    if (!context) return;
    let painted: readonly number[] = [];
    const paint = () => {
      const { transform } = store.getState();
      if (transform === painted) return;
      painted = transform;
      const [x, y, zoom] = transform;
      paintViewFrame(context, scene, { width: minimapWidth, height }, pixelRatio, palette, { x, y, zoom }, paneSize);
    };
    paint();
    return store.subscribe(paint);
  }, [scene, height, pixelRatio, palette, paneSize, store]);

  const scroll = (event: PointerEvent<HTMLElement>) => {
    const stripY = event.clientY - event.currentTarget.getBoundingClientRect().top;
    onScrollTo(toDrawingHeight(scene, { width: minimapWidth, height }, stripY));
  };

  return (
    <div
      aria-hidden
      className="absolute inset-y-0 right-0 z-10 cursor-pointer touch-none border-l border-line bg-surface-1/90"
      style={{ width: minimapWidth }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        scroll(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scroll(event);
      }}
    >
      <canvas ref={overview} className="absolute inset-0 size-full" />
      <canvas ref={frame} className="absolute inset-0 size-full" />
    </div>
  );
}
