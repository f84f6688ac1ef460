import { expect } from 'vitest';
import type { GraphView } from '../graph-view.ts';

/** What a canvas relies on: boxes differ in id, every edge joins two of them, and no edge is there twice. */
export function expectDrawable({ boxes, edges }: GraphView): void {
  const ids = new Set(boxes.map(({ id }) => id));
  expect(ids.size).toBe(boxes.length);
  expect(edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
  expect(new Set(edges.map(({ from, to, value }) => JSON.stringify([from, to, value]))).size).toBe(edges.length);
}
