import { describe, expect, test } from 'vitest';
import {
  centeredOn,
  centerOf,
  farthestZoom,
  fitWhole,
  startCamera,
  toDrawingPoint,
  toWindow,
  union,
  zoomedAt,
  zoomLimits,
} from './camera.ts';

const size = { width: 400, height: 800 };

test('a window and its points go back and forth', () => {
  const camera = { x: 50, y: -200, zoom: 0.5 };
  expect(toWindow(camera, size)).toEqual({ left: -100, top: 400, right: 700, bottom: 2000 });
  expect(toDrawingPoint(camera, { x: 50, y: -200 })).toEqual({ x: 0, y: 0 });
  expect(centerOf(centeredOn({ x: 30, y: 70 }, 2, size), size)).toEqual({ x: 30, y: 70 });
});

test('zooming keeps the point under the pointer', () => {
  const before = { x: 10, y: 20, zoom: 1 };
  const after = zoomedAt(before, 3, { x: 100, y: 60 });
  expect(toDrawingPoint(after, { x: 100, y: 60 })).toEqual(toDrawingPoint(before, { x: 100, y: 60 }));
});

describe('fitWhole', () => {
  test('centres a small drawing at its own size', () => {
    expect(fitWhole({ width: 200, height: 100 }, size)).toEqual({ x: 100, y: 350, zoom: 1 });
  });

  test('holds a tall drawing, however tall', () => {
    const { zoom } = fitWhole({ width: 500, height: 2_000_000 }, size);
    expect(2_000_000 * zoom).toBeLessThanOrEqual(size.height);
    expect(farthestZoom({ width: 500, height: 2_000_000 }, size)).toBe(zoom);
  });
});

describe('startCamera', () => {
  test('shows a tall drawing from its top at a legible zoom', () => {
    const camera = startCamera({ width: 300, height: 40_000 }, { x: 150, y: 24 }, size);
    expect(camera).toEqual({ x: 50, y: 16, zoom: 1 });
  });

  test('of a wide drawing shows the first box in the middle', () => {
    const camera = startCamera({ width: 3000, height: 40_000 }, { x: 2000, y: 24 }, size);
    expect(camera.zoom).toBe(zoomLimits.comfortable);
    expect(centerOf(camera, size).x).toBe(2000);
  });

  test('shows a drawing that fits whole', () => {
    expect(startCamera({ width: 380, height: 700 }, { x: 190, y: 24 }, size).zoom).toBeCloseTo(368 / 380);
  });
});

test('union surrounds all, and is absent for none', () => {
  const a = { left: 0, top: 5, right: 10, bottom: 20 };
  expect(union([a, { left: -3, top: 8, right: 4, bottom: 30 }])).toEqual({ left: -3, top: 5, right: 10, bottom: 30 });
  expect(union([])).toBeUndefined();
});
