import { describe, expect, test, vi } from 'vitest';
import type { BoxCategory } from '../../../../engine/view/graph-view.ts';
import { boxesIn } from '../hit-test.ts';
import { bertLike, inceptionLike } from '../testing/sample-graphs.ts';
import { sceneOf } from '../testing/scene-of.ts';
import { type Camera, fitWhole, type Size, toWindow } from './camera.ts';
import { CanvasText } from './canvas-text.ts';
import { noMarks } from './marks.ts';
import { paintScene } from './paint-scene.ts';
import type { Palette } from './palette.ts';

const category = new Proxy({} as Record<BoxCategory, string>, { get: (_, name) => `category ${String(name)}` });
const overlay = new Proxy({} as Palette['overlay'], { get: (_, name) => `overlay ${String(name)}` });
const palette: Palette = {
  surface: 'surface',
  box: 'box',
  boxBorder: 'border',
  line: 'line',
  ink: 'ink',
  muted: 'muted',
  accent: 'accent',
  accentSoft: 'accent soft',
  warn: 'warn',
  fontFamily: 'sans-serif',
  category,
  overlay,
};

const size: Size = { width: 600, height: 800 };

/** Paints into a canvas that only remembers: calls by method, and the style in force at each fill and stroke. */
function paint(
  scene: ReturnType<typeof sceneOf>,
  camera: Camera,
  options: Partial<Parameters<typeof paintScene>[2]> = {},
) {
  const calls: { readonly method: string; readonly args: readonly unknown[]; readonly style: unknown }[] = [];
  const state: Record<string, unknown> = {};
  const context = new Proxy({} as CanvasRenderingContext2D, {
    get:
      (_, method) =>
      (...args: readonly unknown[]) => {
        const style = method === 'stroke' ? state.strokeStyle : state.fillStyle;
        calls.push({ method: String(method), args, style });
      },
    set: (_, name, value) => {
      state[String(name)] = value;
      return true;
    },
  });
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  const text = new CanvasText('sans-serif');
  vi.restoreAllMocks();
  const frame = {
    camera,
    size,
    pixelRatio: 2,
    palette,
    text,
    marks: noMarks,
    paints: undefined,
    hoveredLink: -1,
    isFar: true,
  };
  paintScene(context, scene, { ...frame, ...options });
  return {
    count: (method: string) => calls.filter((call) => call.method === method).length,
    styles: (method: string) => calls.filter((call) => call.method === method).map(({ style }) => style),
    texts: () => calls.filter(({ method }) => method === 'fillText').map(({ args }) => args[0]),
    calls,
  };
}

const inception = sceneOf(inceptionLike(3).before);

describe('paintScene', () => {
  test('draws in device pixels', () => {
    const { calls } = paint(inception, { x: 0, y: 0, zoom: 0.3 });
    expect(calls[0]).toMatchObject({ method: 'setTransform', args: [2, 0, 0, 2, 0, 0] });
  });

  test('in the far view draws the boxes in view, in the colours of their categories, with titles', () => {
    const camera = { x: 0, y: -300, zoom: 0.35 };
    const visible = boxesIn(inception, toWindow(camera, size));
    const painted = paint(inception, camera);
    expect(painted.count('roundRect')).toBe(visible.length);
    expect(new Set(painted.styles('fill'))).toContain('category convolution');
    expect(painted.texts()).toContain('Conv');
    expect(visible.length).toBeLessThan(inception.graph.boxes.length);
  });

  test('draws lines only near the view', () => {
    const all = inception.layout.linkFrom.length;
    const painted = paint(inception, { x: 0, y: 0, zoom: 0.9 }, { isFar: false });
    const lines = painted.calls.findIndex(({ method }) => method === 'stroke');
    const starts = painted.calls.slice(0, lines).filter(({ method }) => method === 'moveTo');
    expect(starts.length).toBeGreaterThan(3);
    expect(starts.length).toBeLessThan(all / 2);
  });

  test('in the near view says the shapes that flow', () => {
    const painted = paint(inception, { x: 0, y: 0, zoom: 1 }, { isFar: false });
    expect(painted.texts()).toContain('[N, 32, 35, 35]');
    expect(painted.styles('fill')).not.toContain('category convolution');
  });

  test('outlines counterparts and draws their lines in the accent', () => {
    const marks = { selected: 3, related: new Set([3, 4]), found: new Set([9]) };
    const painted = paint(inception, { x: 0, y: 0, zoom: 0.3 }, { marks });
    expect(painted.styles('stroke')).toEqual(expect.arrayContaining(['line', 'accent', 'warn']));
    expect(paint(inception, { x: 0, y: 0, zoom: 0.3 }).styles('stroke')).not.toContain('accent');
  });

  test('draws rows that share a pixel once, without lines', () => {
    const tall = sceneOf(bertLike(24).before);
    const painted = paint(tall, fitWhole(tall.layout, size));
    expect(painted.count('stroke')).toBe(0);
    expect(painted.count('rect')).toBeGreaterThan(size.height / 2);
    expect(painted.count('rect')).toBeLessThan(tall.graph.boxes.length);
  });

  test('names references at both ends', () => {
    const bert = sceneOf(bertLike(12).before);
    const pillOf = (isInput: number) => bert.layout.pills.isInput.indexOf(isInput);
    const textsAt = (pill: number) => {
      const y = bert.layout.pills.y[pill] ?? 0;
      const x = bert.layout.pills.x[pill] ?? 0;
      return paint(bert, { x: 300 - x, y: 300 - y, zoom: 1 }, { isFar: false }).texts();
    };
    expect(textsAt(pillOf(1))).toContain('Mul');
    expect(textsAt(pillOf(0)).some((text) => /uses$/.test(String(text)))).toBe(true);
  });
});
