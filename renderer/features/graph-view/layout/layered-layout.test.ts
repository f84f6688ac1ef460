import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GraphView } from '../../../../engine/view/graph-view.ts';
import { withoutParts } from '../scopes/visible-graph.ts';
import { bertLike, inceptionLike, randomGraph, residualLike, unetLike } from '../testing/sample-graphs.ts';
import { toLayoutInput } from '../to-layout-input.ts';
import { layOut } from './layered-layout.ts';
import { type LayoutInput, type LayoutResult, spacing } from './layout-types.ts';
import { at } from './links.ts';

/** Boxes of 100 x 40 and the given connections. */
function inputOf(boxCount: number, edges: readonly (readonly [number, number])[]): LayoutInput {
  return {
    widths: new Float64Array(boxCount).fill(100),
    heights: new Float64Array(boxCount).fill(40),
    edgeFrom: Int32Array.from(edges, ([from]) => from),
    edgeTo: Int32Array.from(edges, ([, to]) => to),
    pillWidths: new Float64Array(edges.length).fill(60),
  };
}

const chain = (length: number) => Array.from({ length: length - 1 }, (_, index) => [index, index + 1] as const);

/** Points of a link's line; none for a reference. */
function lineOf({ linesOfLink, lineStart, linePoints }: LayoutResult, link: number): number[] {
  const [line] = linesOfLink.links.subarray(at(linesOfLink.start, link), at(linesOfLink.start, link + 1));
  if (line === undefined) return [];
  return Array.from(linePoints.subarray(2 * at(lineStart, line), 2 * at(lineStart, line + 1)));
}

function expectReadable(input: LayoutInput, layout: LayoutResult): void {
  expectRowsBelowProducers(layout);
  expectNoOverlaps(layout);
  expectLinesToJoinTheirBoxes(layout);
  expectNoLineAcrossBoxes(layout);
  expect(layout.linkOfEdge).toHaveLength(input.edgeFrom.length);
}

function expectRowsBelowProducers({ linkFrom, linkTo, rank, y, boxHeight }: LayoutResult): void {
  for (const [link, from] of linkFrom.entries()) {
    const to = at(linkTo, link);
    if (at(rank, to) <= at(rank, from)) expect.fail(`box ${to} is not below its producer ${from}`);
    if (at(y, to) < at(y, from) + at(boxHeight, from)) expect.fail(`box ${to} is not drawn below ${from}`);
  }
}

function expectNoOverlaps(layout: LayoutResult): void {
  const { rowStart, rowBoxes, x, y, boxWidth, boxHeight, pills, width, height } = layout;
  const pillsOf = (box: number) => Array.from(pills.box.keys()).filter((pill) => pills.box[pill] === box);
  for (let row = 0; row + 1 < rowStart.length; row++) {
    let right = 0;
    for (const box of rowBoxes.subarray(at(rowStart, row), at(rowStart, row + 1))) {
      const own = pillsOf(box);
      const starts = [at(x, box), ...own.map((pill) => at(pills.x, pill))];
      const ends = [at(x, box) + at(boxWidth, box), ...own.map((pill) => at(pills.x, pill) + at(pills.width, pill))];
      if (Math.min(...starts) < right) expect.fail(`box ${box} or its pills overlap the left neighbour`);
      right = Math.max(...ends);
      expect(at(y, box) + at(boxHeight, box)).toBeLessThanOrEqual(height);
    }
    expect(right).toBeLessThanOrEqual(width);
  }
}

function expectLinesToJoinTheirBoxes(layout: LayoutResult): void {
  const { x, y, boxWidth, boxHeight, linkFrom, linkTo } = layout;
  for (const [link, from] of linkFrom.entries()) {
    const points = lineOf(layout, link);
    if (points.length === 0) continue;
    const to = at(linkTo, link);
    const [startX = -1, startY] = points;
    const [endX = -1, endY] = points.slice(-2);
    expect(startY).toBe(at(y, from) + at(boxHeight, from));
    expect(endY).toBe(at(y, to));
    if (startX < at(x, from) || startX > at(x, from) + at(boxWidth, from))
      expect.fail(`line ${link} starts beside its box`);
    if (endX < at(x, to) || endX > at(x, to) + at(boxWidth, to)) expect.fail(`line ${link} ends beside its box`);
  }
}

/** Lines bend only between rows; inside a row each is vertical and clear of every box. */
function expectNoLineAcrossBoxes(layout: LayoutResult): void {
  const { rank, linkFrom, linkTo, rowStart, rowBoxes, rowTop, x, boxWidth } = layout;
  for (const [link, from] of linkFrom.entries()) {
    const points = lineOf(layout, link);
    if (points.length === 0) continue;
    for (let row = at(rank, from) + 1; row < at(rank, at(linkTo, link)); row++) {
      const lineX = verticalAt(points, at(rowTop, row) + 1);
      for (const box of rowBoxes.subarray(at(rowStart, row), at(rowStart, row + 1))) {
        const isClear = lineX < at(x, box) || lineX > at(x, box) + at(boxWidth, box);
        if (!isClear) expect.fail(`line ${link} crosses box ${box}`);
      }
    }
  }
}

function verticalAt(points: readonly number[], y: number): number {
  for (let index = 0; index + 3 < points.length; index += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points.slice(index, index + 4);
    if (y < y1 || y > y2) continue;
    if (x1 !== x2) expect.fail('a line bends beside a row');
    return x1;
  }
  return expect.fail('a line leaves out a row that it crosses');
}

describe('layOut', () => {
  test.each<readonly [string, () => GraphView]>([
    ['an Inception network', () => inceptionLike(4).before],
    ['an Inception network after fusion', () => inceptionLike(4).after],
    ['a residual network', () => residualLike([2, 3, 2]).before],
    ['a U-shaped network', () => unetLike(4).before],
    ['a transformer', () => bertLike(3).before],
    ['a transformer after fusion', () => bertLike(3).after],
  ])('draws %s readably', (_name, make) => {
    const input = toLayoutInput(withoutParts(make()));
    expectReadable(input, layOut(input));
  });

  test('draws any graph readably', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 6 }), (seed, size, fan) => {
        const input = toLayoutInput(withoutParts(randomGraph(seed, size, fan)));
        expectReadable(input, layOut(input));
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  test('gives the same drawing every time', () => {
    const graph = randomGraph(5, 120, 4);
    expect(layOut(toLayoutInput(withoutParts(graph)))).toEqual(layOut(toLayoutInput(withoutParts(graph))));
  });

  test('draws nothing for an empty graph', () => {
    const layout = layOut(inputOf(0, []));
    expect(layout.rowTop).toHaveLength(0);
    expect(layout.width).toBe(2 * spacing.margin);
  });

  test('puts a single box at the margin', () => {
    const layout = layOut(inputOf(1, []));
    expect([at(layout.x, 0), at(layout.y, 0)]).toEqual([spacing.margin, spacing.margin]);
    expect([layout.width, layout.height]).toEqual([100 + 2 * spacing.margin, 40 + 2 * spacing.margin]);
  });

  test('draws a chain as one straight line', () => {
    const layout = layOut(inputOf(6, chain(6)));
    expect(new Set(layout.x).size).toBe(1);
    for (let link = 0; link < 5; link++) expect(lineOf(layout, link)).toHaveLength(4);
  });

  test('keeps a chain straight where constants join it', () => {
    const layout = layOut(inputOf(9, [...chain(5), [5, 2], [6, 3], [7, 3], [8, 4]]));
    expect(new Set(layout.x.subarray(0, 5)).size).toBe(1);
  });

  test('shows edges between the same two boxes as one line', () => {
    const layout = layOut(
      inputOf(2, [
        [0, 1],
        [0, 1],
      ]),
    );
    expect(Array.from(layout.linkOfEdge)).toEqual([0, 0]);
    expect(layout.linkFrom).toHaveLength(1);
  });

  test('leaves out an edge from a box to itself', () => {
    expect(
      Array.from(
        layOut(
          inputOf(2, [
            [1, 1],
            [0, 1],
          ]),
        ).linkOfEdge,
      ),
    ).toEqual([-1, 0]);
  });

  test('shows the link that closes a cycle as a reference', () => {
    const layout = layOut(
      inputOf(3, [
        [0, 1],
        [1, 2],
        [2, 0],
      ]),
    );
    expect(Array.from(layout.rank)).toEqual([0, 1, 2]);
    expect(lineOf(layout, 2)).toEqual([]);
    expect(layout.pills.count).toBe(2);
  });

  test('shows a line that would span too many rows as a pill at each end', () => {
    const layout = layOut(inputOf(40, [...chain(40), [0, 39]]));
    expect(lineOf(layout, 39)).toEqual([]);
    expect(Array.from(layout.pills.box)).toEqual([0, 39]);
    expect(Array.from(layout.pills.isInput)).toEqual([0, 1]);
  });

  test('shows a value that all layers use as pills beside its consumers', () => {
    const everyFourth = Array.from({ length: 12 }, (_, index) => [60, 4 * index + 3] as const);
    const layout = layOut(inputOf(61, [...chain(60), ...everyFourth]));
    const outputs = Array.from(layout.pills.box).filter((_, pill) => layout.pills.isInput[pill] === 0);
    const pilled = Array.from(layout.pills.isInput).filter((isInput) => isInput === 1);
    expect(outputs).toEqual([60]);
    expect(pilled).toHaveLength(11);
    expect(layout.pills.linkCount[Array.from(layout.pills.box).indexOf(60)]).toBe(11);
  });

  test('takes time in proportion to the graph', () => {
    const fastestMs = (layers: number) => {
      const input = toLayoutInput(withoutParts(bertLike(layers).before));
      const runs = Array.from({ length: 3 }, () => {
        const start = performance.now();
        layOut(input);
        return performance.now() - start;
      });
      return Math.min(...runs);
    };
    const small = Math.max(fastestMs(16), 5);
    expect(fastestMs(64) / small).toBeLessThan(24);
  });
});
