import { describe, expect, test, vi } from 'vitest';
import type { BoxCategory, BoxView } from '../../../../engine/view/graph-view.ts';
import { CanvasText } from '../canvas/canvas-text.ts';
import { noMarks } from '../canvas/marks.ts';
import type { Palette } from '../canvas/palette.ts';
import { boxRect } from '../scene.ts';
import { bertLike, inceptionLike } from '../testing/sample-graphs.ts';
import { sceneOf } from '../testing/scene-of.ts';
import type { PictureSubject } from './paint-picture.ts';
import { toPictureName } from './save-picture.ts';
import { toPngNote, toPngScale } from './to-png.ts';
import { toSvg } from './to-svg.ts';
import { writePng } from './write-png.ts';

const palette: Palette = {
  surface: '#fff',
  box: '#fefefe',
  boxBorder: '#ccc',
  line: '#999',
  ink: '#111',
  muted: '#777',
  accent: '#00f',
  accentSoft: '#eef',
  warn: '#fa0',
  fontFamily: '"Inter", sans-serif',
  category: new Proxy({} as Record<BoxCategory, string>, { get: () => '#123456' }),
  overlay: new Proxy({} as Palette['overlay'], { get: () => '#654321' }),
};

function subjectOf(scene: PictureSubject['scene']): PictureSubject {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  const text = new CanvasText('sans-serif');
  vi.restoreAllMocks();
  return { title: 'Original: 9 layers', scene, marks: noMarks, paints: undefined, palette, text };
}

const parse = (svg: string) => new DOMParser().parseFromString(svg, 'image/svg+xml');

const margin = 16;

describe('toSvg', () => {
  test.each([
    ['a deep graph with references', () => bertLike(12).before],
    ['a wide graph of layers', () => inceptionLike(3).after],
  ])('has every box of %s where the layout put it, with its title', (_, graph) => {
    const scene = sceneOf(graph());
    const document = parse(toSvg(subjectOf(scene)));
    expect(document.querySelector('parsererror')).toBeNull();
    const rects = new Set(
      [...document.querySelectorAll(`rect[fill="${palette.box}"]`)].map(
        (rect) => `${rect.getAttribute('x')} ${rect.getAttribute('y')}`,
      ),
    );
    const texts = new Set([...document.querySelectorAll('text')].map(({ textContent }) => textContent));
    scene.graph.boxes.forEach(({ title }, index) => {
      const { left, top } = boxRect(scene, index);
      const at = [left, top].map((offset) => Math.round((offset + margin + 0.5) * 100) / 100).join(' ');
      expect(rects, `box ${index}`).toContain(at);
      expect([...texts].some((text) => text !== null && title.startsWith(text.replace('…', '').trim()))).toBe(true);
    });
  });

  test('has every line', () => {
    const scene = sceneOf(inceptionLike(3).before);
    const document = parse(toSvg(subjectOf(scene)));
    const starts = [...document.querySelectorAll('path[fill="none"]')]
      .map((path) => path.getAttribute('d')?.match(/M/g)?.length ?? 0)
      .reduce((sum, count) => sum + count, 0);
    expect(starts).toBeGreaterThanOrEqual(scene.layout.lineStart.length - 1);
  });

  test('writes names that XML would misread as text', () => {
    const box: BoxView = { ...requireFirst(inceptionLike(1).before.boxes), title: '<a> & "b"\u0000' };
    const svg = toSvg(subjectOf(sceneOf({ boxes: [box], edges: [] })));
    const document = parse(svg);
    expect(document.querySelector('parsererror')).toBeNull();
    expect([...document.querySelectorAll('text')].map(({ textContent }) => textContent)).toContain('<a> & "b"');
  });
});

describe('writePng', () => {
  test('keeps every pixel, over several strips', async () => {
    const size = { width: 3, height: 600 };
    const color = (x: number, y: number) => [(x * 80) % 256, y % 256, (x + y) % 256, 255];
    const png = await writePng(size, (top, count) =>
      Uint8ClampedArray.from(
        Array.from({ length: count * size.width }, (_, index) =>
          color(index % size.width, top + Math.floor(index / size.width)),
        ).flat(),
      ),
    );
    const { width, height, pixels } = await decode(await bytesOf(png));
    expect({ width, height }).toEqual(size);
    for (let y = 0; y < size.height; y++)
      for (let x = 0; x < size.width; x++) expect(pixels(x, y)).toEqual(color(x, y).slice(0, 3));
  });
});

describe('toPngScale', () => {
  test('is twice the size on screen where that is no larger than programs open', () => {
    const scale = toPngScale({ width: 800, height: 1200 });
    expect(scale).toEqual({ width: 1600, height: 2400, scale: 2 });
    expect(toPngNote(scale)).toBeUndefined();
  });

  test('of a tall drawing is as large as can be, and says so', () => {
    const scale = toPngScale({ width: 900, height: 120_000 });
    expect(scale.height).toBeLessThanOrEqual(65_535);
    expect(scale.width * scale.height).toBeLessThanOrEqual(2 ** 27);
    expect(toPngNote(scale)).toMatch(/^The picture has 55 % of the drawing's size: .* SVG has no such limit\.$/);
  });
});

test('a picture is named after its model and its pane', () => {
  expect(toPictureName('resnet50.ts.onnx', 'Fused: 54 layers')).toBe('resnet50.ts-fused');
});

function requireFirst<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('There is none.');
  return first;
}

/** The test environment's blobs can only be read this way. */
const bytesOf = (blob: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => {
      if (reader.result instanceof ArrayBuffer) resolve(new Uint8Array(reader.result));
    };
    reader.readAsArrayBuffer(blob);
  });

/** A decoder for what writePng writes: rows that are filtered against the left. */
async function decode(bytes: Uint8Array<ArrayBuffer>) {
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IDAT') parts.push(bytes.slice(at + 8, at + 8 + view.getUint32(at)));
  }
  const inflated = new Response(parts.length === 0 ? null : joined(parts)).body?.pipeThrough(
    new DecompressionStream('deflate'),
  );
  const lines = new Uint8Array(await new Response(inflated).arrayBuffer());
  const rowBytes = 1 + 3 * width;
  for (let y = 0; y < height; y++)
    for (let at = y * rowBytes + 4; at < (y + 1) * rowBytes; at++) lines[at] = (lines[at] ?? 0) + (lines[at - 3] ?? 0);
  const pixels = (x: number, y: number) => [...lines.subarray(y * rowBytes + 1 + 3 * x, y * rowBytes + 4 + 3 * x)];
  return { width, height, pixels };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
