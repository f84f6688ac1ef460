import { describe, expect, test } from 'vitest';
import { countCrossings } from './crossings.ts';
import { initialRows, type Layering, type Rows, toLayering } from './layering.ts';
import { toLinks } from './links.ts';
import { orderRows } from './order.ts';

/** Two rows: boxes 0..upper-1 above, the rest below. */
function twoRows(upper: number, lower: number, edges: readonly (readonly [number, number])[]): Layering {
  const boxCount = upper + lower;
  const none = new Float64Array(boxCount);
  const links = toLinks({
    widths: none,
    heights: none,
    edgeFrom: Int32Array.from(edges, ([from]) => from),
    edgeTo: Int32Array.from(edges, ([, to]) => upper + to),
    pillWidths: new Float64Array(edges.length),
  });
  const rank = Int32Array.from({ length: boxCount }, (_, box) => (box < upper ? 0 : 1));
  return toLayering(links, rank, new Uint8Array(links.count).fill(1));
}

function inOrder(items: readonly number[], upper: number): Rows {
  const position = new Int32Array(items.length);
  for (const [slot, item] of items.entries()) position[item] = slot < upper ? slot : slot - upper;
  return { start: Int32Array.from([0, upper, items.length]), items: Int32Array.from(items), position };
}

describe('countCrossings', () => {
  test('counts none for parallel lines and one for a swap', () => {
    const layering = twoRows(2, 2, [
      [0, 0],
      [1, 1],
    ]);
    expect(countCrossings(layering, inOrder([0, 1, 2, 3], 2))).toBe(0);
    expect(countCrossings(layering, inOrder([0, 1, 3, 2], 2))).toBe(1);
  });

  test('counts every pair: two full fans of three cross nine times', () => {
    const fans = [0, 1, 2].flatMap((from) => [0, 1, 2].map((to) => [from, to] as const));
    expect(countCrossings(twoRows(3, 3, fans), inOrder([0, 1, 2, 3, 4, 5], 3))).toBe(9);
  });

  test('lines that share an end do not cross', () => {
    expect(
      countCrossings(
        twoRows(1, 3, [
          [0, 0],
          [0, 1],
          [0, 2],
        ]),
        inOrder([0, 1, 2, 3], 1),
      ),
    ).toBe(0);
  });
});

describe('orderRows', () => {
  test('untangles a ladder that starts out reversed', () => {
    const layering = twoRows(5, 5, [
      [0, 4],
      [1, 3],
      [2, 2],
      [3, 1],
      [4, 0],
    ]);
    expect(countCrossings(layering, orderRows(layering))).toBe(0);
  });

  test('is never worse than the order it starts from', () => {
    const layering = twoRows(4, 4, [
      [0, 1],
      [0, 3],
      [1, 0],
      [2, 3],
      [3, 0],
      [3, 2],
      [1, 2],
    ]);
    expect(countCrossings(layering, orderRows(layering))).toBeLessThanOrEqual(
      countCrossings(layering, initialRows(layering)),
    );
  });

  test('keeps every item in its row', () => {
    const layering = twoRows(3, 2, [
      [0, 1],
      [1, 0],
      [2, 1],
    ]);
    const rows = orderRows(layering);
    expect(Array.from(rows.items.subarray(0, 3)).sort()).toEqual([0, 1, 2]);
    expect(Array.from(rows.items.subarray(3)).sort()).toEqual([3, 4]);
  });
});
