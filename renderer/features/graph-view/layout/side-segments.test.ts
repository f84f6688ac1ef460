import { describe, expect, test } from 'vitest';
import { toLayering } from './layering.ts';
import { toLinks } from './links.ts';
import { longestPathRanks, topologicalOrder } from './rank.ts';
import { findSideSegments } from './side-segments.ts';

/** Which of the edges, all between neighbouring rows, count as joining from the side. */
function sideEdges(boxCount: number, ranks: readonly number[], edges: readonly (readonly [number, number])[]) {
  const none = new Float64Array(boxCount);
  const links = toLinks({
    widths: none,
    heights: none,
    edgeFrom: Int32Array.from(edges, ([from]) => from),
    edgeTo: Int32Array.from(edges, ([, to]) => to),
    pillWidths: new Float64Array(edges.length),
  });
  const rank =
    ranks.length > 0
      ? Int32Array.from(ranks)
      : longestPathRanks(links, topologicalOrder(links), new Uint8Array(links.count));
  const isSide = findSideSegments(toLayering(links, rank, new Uint8Array(links.count).fill(1)));
  return edges.filter((_, index) => isSide[index] === 1);
}

describe('findSideSegments', () => {
  test('a constant joins a chain from the side', () => {
    expect(
      sideEdges(
        5,
        [0, 1, 2, 3, 2],
        [
          [0, 1],
          [1, 2],
          [2, 3],
          [4, 3],
        ],
      ),
    ).toEqual([[4, 3]]);
  });

  test('an output taken from the middle leaves to the side', () => {
    expect(
      sideEdges(
        5,
        [0, 1, 2, 3, 2],
        [
          [0, 1],
          [1, 2],
          [2, 3],
          [1, 4],
        ],
      ),
    ).toEqual([[1, 4]]);
  });

  test('branches of one source are all part of the main course', () => {
    expect(
      sideEdges(
        4,
        [],
        [
          [0, 1],
          [0, 2],
          [1, 3],
          [2, 3],
        ],
      ),
    ).toEqual([]);
  });

  test('two sources of the same size meet as equals', () => {
    expect(
      sideEdges(
        3,
        [],
        [
          [0, 2],
          [1, 2],
        ],
      ),
    ).toEqual([]);
  });
});
