import type { Size } from './camera.ts';

/** Gives a canvas one pixel per device pixel. Undefined where the browser has no canvas. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  size: Size,
  pixelRatio: number,
): CanvasRenderingContext2D | undefined {
  const width = Math.round(size.width * pixelRatio);
  const height = Math.round(size.height * pixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return canvas.getContext('2d') ?? undefined;
}
