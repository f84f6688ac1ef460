import { describe, expect, test } from 'vitest';
import { type Links, toLinks } from './links.ts';
import { findBackwardLinks, longestPathRanks, tightenRanks, topologicalOrder } from './rank.ts';

function linksOf(boxCount: number, edges: readonly (readonly [number, number])[]): Links {
  const none = new Float64Array(boxCount);
  return toLinks({
    widths: none,
    heights: none,
    edgeFrom: Int32Array.from(edges, ([from]) => from),
    edgeTo: Int32Array.from(edges, ([, to]) => to),
    pillWidths: new Float64Array(edges.length),
  });
}

function ranksOf(links: Links, hasLine = new Uint8Array(links.count).fill(1)): readonly number[] {
  const order = topologicalOrder(links);
  const backward = findBackwardLinks(links, order);
  return Array.from(
    tightenRanks(
      links,
      order,
      backward,
      hasLine,
      longestPathRanks(links, order, backward),
      new Uint8Array(links.boxCount),
    ),
  );
}

describe('topologicalOrder', () => {
  test('puts producers first', () => {
    expect(
      Array.from(
        topologicalOrder(
          linksOf(4, [
            [3, 1],
            [1, 0],
            [3, 2],
            [2, 0],
          ]),
        ),
      ),
    ).toEqual([3, 1, 2, 0]);
  });

  test('cuts a cycle at its earliest box', () => {
    const links = linksOf(3, [
      [0, 1],
      [1, 2],
      [2, 0],
    ]);
    const order = topologicalOrder(links);
    expect(Array.from(order)).toEqual([0, 1, 2]);
    expect(Array.from(findBackwardLinks(links, order))).toEqual([0, 0, 1]);
  });
});

describe('tightenRanks', () => {
  test('brings a constant down to its consumer', () => {
    expect(
      ranksOf(
        linksOf(5, [
          [0, 1],
          [1, 2],
          [2, 3],
          [4, 3],
        ]),
      ),
    ).toEqual([0, 1, 2, 3, 2]);
  });

  test('brings a chain that starts at a constant down to its consumer', () => {
    expect(
      ranksOf(
        linksOf(6, [
          [0, 1],
          [1, 2],
          [2, 3],
          [4, 5],
          [5, 3],
        ]),
      ),
    ).toEqual([0, 1, 2, 3, 1, 2]);
  });

  test('keeps an output near its producer', () => {
    expect(
      ranksOf(
        linksOf(5, [
          [0, 1],
          [1, 2],
          [2, 3],
          [1, 4],
        ]),
      ),
    ).toEqual([0, 1, 2, 3, 2]);
  });

  test('lets a link without a line limit a move but not pull', () => {
    const links = linksOf(5, [
      [0, 1],
      [1, 2],
      [2, 3],
      [0, 4],
      [4, 3],
    ]);
    const pulled = Uint8Array.from([1, 1, 1, 1, 0]);
    expect(ranksOf(links)).toEqual([0, 1, 2, 3, 2]);
    expect(ranksOf(links, pulled)).toEqual([0, 1, 2, 3, 1]);
  });
});
