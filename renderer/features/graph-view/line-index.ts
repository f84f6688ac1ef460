import type { LayoutResult } from './layout/layout-types.ts';
import { type Adjacency, at } from './layout/links.ts';

/** Height of a band, in drawing pixels. */
const bandHeight = 256;

/** Lines by the bands of the drawing that they pass, so that those in view are found without looking at all. */
export interface LineIndex {
  readonly bandCount: number;
  readonly byBand: Adjacency;
  /** Per line: the uppermost band that it passes. */
  readonly firstBand: Int32Array;
}

export function toLineIndex({ height, lineStart, linePoints }: LayoutResult): LineIndex {
  const lineCount = lineStart.length - 1;
  const bandCount = Math.max(1, Math.ceil(height / bandHeight));
  const bandAt = (y: number) => Math.max(0, Math.min(bandCount - 1, Math.floor(y / bandHeight)));
  const firstBand = new Int32Array(lineCount);
  const lastBand = new Int32Array(lineCount);
  const start = new Int32Array(bandCount + 1);
  for (let line = 0; line < lineCount; line++) {
    const first = bandAt(at(linePoints, 2 * at(lineStart, line) + 1));
    const last = Math.max(first, bandAt(at(linePoints, 2 * at(lineStart, line + 1) - 1)));
    firstBand[line] = first;
    lastBand[line] = last;
    for (let band = first; band <= last; band++) start[band + 1] = at(start, band + 1) + 1;
  }
  for (let band = 0; band < bandCount; band++) start[band + 1] = at(start, band + 1) + at(start, band);
  const next = start.slice(0, bandCount);
  const links = new Int32Array(at(start, bandCount));
  for (let line = 0; line < lineCount; line++) {
    for (let band = at(firstBand, line); band <= at(lastBand, line); band++) {
      const slot = at(next, band);
      links[slot] = line;
      next[band] = slot + 1;
    }
  }
  return { bandCount, byBand: { start, links }, firstBand };
}

/** Lines that may touch a vertical span, each once. */
export function linesBetween({ bandCount, byBand, firstBand }: LineIndex, top: number, bottom: number): number[] {
  const first = Math.max(0, Math.floor(top / bandHeight));
  const last = Math.min(bandCount - 1, Math.floor(bottom / bandHeight));
  const lines: number[] = [];
  for (let band = first; band <= last; band++) {
    for (let slot = at(byBand.start, band); slot < at(byBand.start, band + 1); slot++) {
      const line = at(byBand.links, slot);
      if (band === first || at(firstBand, line) === band) lines.push(line);
    }
  }
  return lines;
}
