import { describe, expect, test } from 'vitest';
import { toWindow } from './canvas/camera.ts';
import { showing } from './reveal.ts';

const size = { width: 400, height: 600 };
const drawing = { width: 1000, height: 9000 };
const camera = { x: 0, y: -3000, zoom: 1 };
const box = (left: number, top: number) => ({ left, top, right: left + 100, bottom: top + 40 });

describe('showing', () => {
  test('does not move for what is in view', () => {
    expect(showing(box(150, 3200), camera, size, drawing)).toBe(camera);
  });

  test('moves just enough for what is close by', () => {
    const moved = showing(box(150, 3590), camera, size, drawing);
    expect(moved.x).toBe(0);
    expect(toWindow(moved, size).bottom).toBe(3630 + 72);
    expect(showing(box(420, 3200), camera, size, drawing)).toEqual({ x: -(520 + 48 - 400), y: -3000, zoom: 1 });
  });

  test('centres what is far away', () => {
    const window = toWindow(showing(box(500, 7000), camera, size, drawing), size);
    expect([(window.left + window.right) / 2, (window.top + window.bottom) / 2]).toEqual([550, 7020]);
  });

  test('comes close enough to read, and shows no empty space above the drawing', () => {
    const moved = showing(box(500, 24), { x: 0, y: -900, zoom: 0.1 }, size, drawing);
    expect(moved.zoom).toBe(0.75);
    expect(toWindow(moved, size).top).toBeCloseTo(0, 9);
  });
});
