import type { BoxId, BoxView, EdgeView } from '../../../engine/view/graph-view.ts';
import type { Rect } from './canvas/camera.ts';
import type { LayoutResult } from './layout/layout-types.ts';
import { type Adjacency, at, groupByKey } from './layout/links.ts';
import { type LineIndex, toLineIndex } from './line-index.ts';
import type { VisibleGraph } from './scopes/visible-graph.ts';

/** A graph with its drawing and the indexes that painting, hit-testing and selection need. Boxes are meant by index. */
export interface Scene {
  readonly graph: VisibleGraph;
  readonly layout: LayoutResult;
  readonly indexById: ReadonlyMap<BoxId, number>;
  readonly boxesByOrigin: ReadonlyMap<number, readonly number[]>;
  readonly linksOut: Adjacency;
  readonly linksInto: Adjacency;
  /** Edges of link l are in group l + 1; group 0 holds edges without a link. */
  readonly edgesByLink: Adjacency;
  /** Pills of box b, and of frame f as `boxes + f`. */
  readonly pillsByBox: Adjacency;
  readonly lines: LineIndex;
}

export function toScene(graph: VisibleGraph, layout: LayoutResult): Scene {
  const boxCount = graph.boxes.length;
  const boxesByOrigin = new Map<number, number[]>();
  for (const [index, { origins }] of graph.boxes.entries()) {
    for (const origin of origins) {
      const boxes = boxesByOrigin.get(origin);
      if (boxes === undefined) boxesByOrigin.set(origin, [index]);
      else boxes.push(index);
    }
  }
  const { linkFrom, linkTo } = layout;
  return {
    graph,
    layout,
    indexById: new Map(graph.boxes.map(({ id }, index) => [id, index])),
    boxesByOrigin,
    linksOut: groupByKey(linkFrom, boxCount),
    linksInto: groupByKey(linkTo, boxCount),
    edgesByLink: groupByKey(
      layout.linkOfEdge.map((link) => link + 1),
      linkFrom.length + 1,
    ),
    pillsByBox: groupByKey(layout.pills.box, boxCount + layout.frames.count),
    lines: toLineIndex(layout),
  };
}

export function requireBox(scene: Scene, index: number): BoxView {
  const box = scene.graph.boxes[index];
  if (box === undefined) throw new RangeError(`The graph has no box ${index}.`);
  return box;
}

export function boxRect({ layout }: Scene, index: number): Rect {
  const left = at(layout.x, index);
  const top = at(layout.y, index);
  return { left, top, right: left + at(layout.boxWidth, index), bottom: top + at(layout.boxHeight, index) };
}

/** The values that flow along a link. */
export function edgesOfLink(scene: Scene, link: number): readonly EdgeView[] {
  const { start, links } = scene.edgesByLink;
  return Array.from(links.subarray(at(start, link + 1), at(start, link + 2))).flatMap(
    (edge) => scene.graph.edges[edge] ?? [],
  );
}

/** The lines that a link is drawn with. */
export function linesOfLink({ layout }: Scene, link: number): Int32Array {
  const { start, links } = layout.linesOfLink;
  return links.subarray(at(start, link), at(start, link + 1));
}
