/** What part of a drawing is on screen: screen = drawing * zoom + (x, y). The same form as React Flow's viewport. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle in drawing coordinates. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const zoomLimits = { nearest: 2.5, comfortable: 0.75, farthest: 0.05 } as const;

/** Free space around a drawing that fits the screen. */
const padding = 16;

export function toWindow({ x, y, zoom }: Camera, { width, height }: Size): Rect {
  return { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom };
}

export function toDrawingPoint({ x, y, zoom }: Camera, screen: Point): Point {
  return { x: (screen.x - x) / zoom, y: (screen.y - y) / zoom };
}

/** The drawing's point in the middle of the screen. */
export function centerOf(camera: Camera, size: Size): Point {
  return toDrawingPoint(camera, { x: size.width / 2, y: size.height / 2 });
}

export function centeredOn(center: Point, zoom: number, size: Size): Camera {
  return { x: size.width / 2 - center.x * zoom, y: size.height / 2 - center.y * zoom, zoom };
}

/** Keeps the point of the drawing under `screen` where it is. */
export function zoomedAt(camera: Camera, zoom: number, screen: Point): Camera {
  const { x, y } = toDrawingPoint(camera, screen);
  return { x: screen.x - x * zoom, y: screen.y - y * zoom, zoom };
}

/** The whole drawing, centred. */
export function fitWhole(drawing: Size, size: Size): Camera {
  const zoom = Math.min(
    1,
    Math.max(1, size.width - 2 * padding) / drawing.width,
    Math.max(1, size.height - 2 * padding) / drawing.height,
  );
  return centeredOn({ x: drawing.width / 2, y: drawing.height / 2 }, zoom, size);
}

/** Where reading starts: at the top, as wide as the screen allows while titles stay legible. */
export function startCamera(drawing: Size, start: Point, size: Size): Camera {
  const whole = fitWhole(drawing, size);
  if (whole.zoom >= zoomLimits.comfortable) return { ...whole, y: Math.min(whole.y, padding) };
  const widthZoom = (size.width - 2 * padding) / drawing.width;
  const zoom = Math.min(1, Math.max(widthZoom, zoomLimits.comfortable));
  const fitsWidth = drawing.width * zoom <= size.width;
  const center = fitsWidth ? drawing.width / 2 : start.x;
  return { x: size.width / 2 - center * zoom, y: padding - (start.y - 24) * zoom, zoom };
}

/** The farthest that zooming out may go: the whole drawing, however tall. */
export function farthestZoom(drawing: Size, size: Size): number {
  return Math.min(zoomLimits.farthest, fitWhole(drawing, size).zoom);
}

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
  );
}

/** Smallest rectangle around all; undefined for none. */
export function union(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined;
  return rects.reduce((all, { left, top, right, bottom }) => ({
    left: Math.min(all.left, left),
    top: Math.min(all.top, top),
    right: Math.max(all.right, right),
    bottom: Math.max(all.bottom, bottom),
  }));
}

export function isInside({ left, top, right, bottom }: Rect, { x, y }: Point): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

export const middleOf = ({ left, top, right, bottom }: Rect): Point => ({
  x: (left + right) / 2,
  y: (top + bottom) / 2,
});
