import { nearZoom } from '../to-flow-elements.ts';
import { type PictureSubject, paintPicture, pictureSize } from './paint-picture.ts';
import { type PngSize, writePng } from './write-png.ts';

/** Of pictures that browsers and viewers still open. */
const most = { sidePx: 65_535, pixels: 2 ** 27 } as const;

/** Twice the size on screen, so that text stays sharp in print. */
const wantedScale = 2;

export interface PngScale extends PngSize {
  /** Against the size on screen at 100 %. */
  readonly scale: number;
}

/** How large a PNG of a drawing of this size gets. */
export function toPngScale({ width, height }: PngSize): PngScale {
  const scale = Math.min(wantedScale, most.sidePx / Math.max(width, height), Math.sqrt(most.pixels / (width * height)));
  const side = (length: number) => Math.max(1, Math.min(most.sidePx, Math.floor(length * scale)));
  return { width: side(width), height: side(height), scale };
}

/** What was lost, as a sentence; undefined where nothing was. */
export function toPngNote({ scale }: PngScale): string | undefined {
  if (scale >= wantedScale) return undefined;
  const percent = (scale * 100).toPrecision(2);
  return `The picture has ${percent} % of the drawing's size: few programs open pictures of more than ${most.sidePx.toLocaleString('en')} pixels a side or ${Math.round(most.pixels / 1e6)} million pixels. An SVG has no such limit.`;
}

/** The whole drawing as a PNG, painted strip by strip. */
export function toPng(subject: PictureSubject, { width, height, scale }: PngScale): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The browser gives no canvas to paint on.');
  canvas.width = width;
  return writePng({ width, height }, (top, count) => {
    canvas.height = count;
    paintPicture(context, subject, { size: { width, height: count }, top, scale, isFar: scale < nearZoom });
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = subject.palette.surface;
    context.fillRect(0, 0, width, count);
    context.globalCompositeOperation = 'source-over';
    return context.getImageData(0, 0, width, count).data;
  });
}

export const pngScaleOf = ({ scene }: PictureSubject): PngScale => toPngScale(pictureSize(scene));
