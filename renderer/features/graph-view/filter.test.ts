import { describe, expect, test } from 'vitest';
import { countOperators, keptBoxes } from './filter.ts';
import { requireBox } from './scene.ts';
import { inceptionLike } from './testing/sample-graphs.ts';
import { sceneOf } from './testing/scene-of.ts';

const { before, after } = inceptionLike(2);

describe('countOperators', () => {
  test('counts boxes by operator, most frequent first, and ports not at all', () => {
    const counts = countOperators(before);
    const convs = before.boxes.filter(({ title }) => title === 'Conv').length;
    expect(counts).toContainEqual({ opType: 'Conv', count: convs });
    expect(counts.map(({ count }) => count)).toEqual(counts.map(({ count }) => count).toSorted((a, b) => b - a));
    expect(counts.some(({ opType }) => opType === 'image')).toBe(false);
  });

  test('counts a fused layer for each operator in it', () => {
    const relus = after.boxes.filter(({ members }) => members?.some(({ opType }) => opType === 'Relu')).length;
    expect(countOperators(after)).toContainEqual({ opType: 'Relu', count: relus });
  });
});

describe('keptBoxes', () => {
  test('keeps layers that contain a chosen operator', () => {
    const scene = sceneOf(after);
    const kept = keptBoxes(scene, new Set(['Relu'])) ?? new Set();
    expect(kept.size).toBeGreaterThan(0);
    for (const index of kept) expect(requireBox(scene, index).members?.map(({ opType }) => opType)).toContain('Relu');
  });

  test('keeps everything where nothing is chosen', () => {
    expect(keptBoxes(sceneOf(after), new Set())).toBeUndefined();
  });
});
