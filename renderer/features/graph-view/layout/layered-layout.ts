import type { LayoutInput, LayoutResult } from './layout-types.ts';
import { layOutLevel } from './level-layout.ts';
import { type Adjacency, at } from './links.ts';
import { type LevelCache, layOutFrames } from './nested-layout.ts';

/** Draws a graph, with frames around what belongs together where there are any. The same input always gives the same drawing. */
export function layOut(input: LayoutInput, cache?: LevelCache): LayoutResult {
  return input.frames === undefined || input.frames.parent.length === 0
    ? layOutFlat(input)
    : layOutFrames(input, input.frames, cache);
}

function layOutFlat(input: LayoutInput): LayoutResult {
  const { links, routes, ...level } = layOutLevel(input);
  const { start, points } = routes;
  const drawn: number[] = [];
  const lineStart: number[] = [0];
  for (let link = 0; link < links.count; link++) {
    if (at(start, link + 1) === at(start, link)) continue;
    drawn.push(link);
    lineStart.push(at(start, link + 1));
  }
  return {
    ...level,
    boxWidth: input.widths,
    boxHeight: input.heights,
    linkFrom: links.from,
    linkTo: links.to,
    linkOfEdge: links.linkOfEdge,
    lineStart: Int32Array.from(lineStart),
    linePoints: points,
    lineLink: Int32Array.from(drawn),
    lineHasArrow: new Uint8Array(drawn.length).fill(1),
    linesOfLink: oneLineEach(drawn, links.count),
    frames: {
      count: 0,
      x: new Float64Array(0),
      y: new Float64Array(0),
      width: new Float64Array(0),
      height: new Float64Array(0),
    },
  };
}

function oneLineEach(drawn: readonly number[], linkCount: number): Adjacency {
  const start = new Int32Array(linkCount + 1);
  for (const link of drawn) start[link + 1] = 1;
  for (let link = 0; link < linkCount; link++) start[link + 1] = at(start, link + 1) + at(start, link);
  return { start, links: Int32Array.from(drawn.keys()) };
}
