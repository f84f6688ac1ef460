import type { PictureSubject } from './paint-picture.ts';
import { pngScaleOf, toPng, toPngNote } from './to-png.ts';
import { toSvg } from './to-svg.ts';

export type PictureFormat = 'svg' | 'png';

/** Gives the user a drawing as a file. Returns what the file lacks, as a sentence; undefined where it lacks nothing. */
export async function savePicture(
  subject: PictureSubject,
  format: PictureFormat,
  fileName: string,
): Promise<string | undefined> {
  if (format === 'svg') {
    offer(new Blob([toSvg(subject)], { type: 'image/svg+xml' }), `${fileName}.svg`);
    return undefined;
  }
  const scale = pngScaleOf(subject);
  offer(await toPng(subject, scale), `${fileName}.png`);
  return toPngNote(scale);
}

/** The browser may read the address some time after the click. */
const addressLifeMs = 60_000;

function offer(file: Blob, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(file);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), addressLifeMs);
}

/** 'resnet50.onnx' and 'Fused: 54 layers' -> 'resnet50-fused'. */
export function toPictureName(modelName: string, paneTitle: string): string {
  const model = modelName.replace(/\.[A-Za-z0-9]+$/, '');
  const pane = /^\w+/.exec(paneTitle)?.[0]?.toLowerCase() ?? 'graph';
  return `${model}-${pane}`;
}
