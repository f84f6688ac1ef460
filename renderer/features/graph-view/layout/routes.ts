import type { Layering } from './layering.ts';
import { type LayoutInput, spacing } from './layout-types.ts';
import { type Adjacency, at, type Links } from './links.ts';

/** Distance between the ends of lines that share one side of a box. */
const portDistance = 14;

export interface Placement {
  /** Per item: x of its centre. Per box: y of its top. */
  readonly center: Float64Array;
  readonly y: Float64Array;
  readonly rowTop: Float64Array;
  readonly rowBottom: Float64Array;
}

/** Rows from top to bottom; a gap grows with the widest bend in it, so that no line runs flat. */
export function placeRows(layering: Layering, input: LayoutInput, center: Float64Array): Placement {
  const { boxCount, rowCount, rank, segmentUpper, segmentLower } = layering;
  const rowHeight = new Float64Array(rowCount);
  for (let box = 0; box < boxCount; box++) {
    const row = at(rank, box);
    rowHeight[row] = Math.max(at(rowHeight, row), at(input.heights, box));
  }
  const widestBend = new Float64Array(rowCount);
  for (let segment = 0; segment < segmentUpper.length; segment++) {
    const upper = at(segmentUpper, segment);
    const row = at(rank, upper);
    const bend = Math.abs(at(center, upper) - at(center, at(segmentLower, segment)));
    widestBend[row] = Math.max(at(widestBend, row), bend);
  }
  const rowTop = new Float64Array(rowCount);
  const rowBottom = new Float64Array(rowCount);
  let top: number = spacing.margin;
  for (let row = 0; row < rowCount; row++) {
    rowTop[row] = top;
    rowBottom[row] = top + at(rowHeight, row);
    top = at(rowBottom, row) + spacing.betweenRows + Math.min(44, Math.round(at(widestBend, row) / 12));
  }
  const y = new Float64Array(boxCount);
  for (let box = 0; box < boxCount; box++) {
    const row = at(rank, box);
    y[box] = at(rowTop, row) + (at(rowHeight, row) - at(input.heights, box)) / 2;
  }
  return { center, y, rowTop, rowBottom };
}

export interface Routes {
  readonly start: Int32Array;
  readonly points: Float64Array;
}

/**
 * Turns each line into points: down from its box, vertical beside the boxes of every row it crosses, bending only in
 * the gaps between rows. So no line crosses a box.
 */
export function routeLines(
  links: Links,
  layering: Layering,
  input: LayoutInput,
  placement: Placement,
  hasLine: Uint8Array,
  portX?: LinkPorts,
): Routes {
  const { center, y, rowTop, rowBottom } = placement;
  const { rank, firstBend } = layering;
  const nextItem = (link: number) => (at(firstBend, link) >= 0 ? at(firstBend, link) : at(links.to, link));
  const lastItem = (link: number) => {
    const from = at(links.from, link);
    const bends = at(rank, at(links.to, link)) - at(rank, from) - 1;
    return bends > 0 ? at(firstBend, link) + bends - 1 : from;
  };
  const sourceX = spreadPorts(links.out, hasLine, input.widths, center, (link) => at(center, nextItem(link)));
  const targetX = spreadPorts(links.into, hasLine, input.widths, center, (link) => at(center, lastItem(link)));
  if (portX !== undefined) {
    fixPorts(sourceX, portX.from, links.from, center);
    fixPorts(targetX, portX.to, links.to, center);
  }

  const start = new Int32Array(links.count + 1);
  const points: number[] = [];
  for (let link = 0; link < links.count; link++) {
    if (hasLine[link] === 1) {
      const source = at(links.from, link);
      const target = at(links.to, link);
      const route = new RouteBuilder();
      route.add(at(sourceX, link), at(y, source) + at(input.heights, source));
      route.add(at(sourceX, link), at(rowBottom, at(rank, source)));
      let bend = at(firstBend, link);
      for (let row = at(rank, source) + 1; row < at(rank, target); row++, bend++) {
        route.add(at(center, bend), at(rowTop, row));
        route.add(at(center, bend), at(rowBottom, row));
      }
      route.add(at(targetX, link), at(rowTop, at(rank, target)));
      route.add(at(targetX, link), at(y, target));
      for (const value of route.points) points.push(value);
    }
    start[link + 1] = points.length / 2;
  }
  return { start, points: Float64Array.from(points) };
}

/** Per link: where it has to leave and enter, from the middle of its boxes; NaN where it is free. */
export interface LinkPorts {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

function fixPorts(x: Float64Array, offset: Float64Array, box: Int32Array, center: Float64Array): void {
  for (let link = 0; link < x.length; link++) {
    if (!Number.isNaN(at(offset, link))) x[link] = at(center, at(box, link)) + at(offset, link);
  }
}

/** Collects points, leaving out those in the middle of a straight run. */
class RouteBuilder {
  readonly points: number[] = [];

  add(x: number, y: number): void {
    const { points } = this;
    const { length } = points;
    if (length >= 2 && points[length - 2] === x && points[length - 1] === y) return;
    const straight = length >= 4 && points[length - 2] === x && points[length - 4] === x;
    if (straight) points[length - 1] = y;
    else points.push(x, y);
  }
}

/** Ends of a box's lines side by side in the order of where they lead; one that leads straight on keeps the centre. */
function spreadPorts(
  side: Adjacency,
  hasLine: Uint8Array,
  widths: Float64Array,
  center: Float64Array,
  leadsTo: (link: number) => number,
): Float64Array {
  const portX = new Float64Array(hasLine.length);
  const ends: { link: number; x: number }[] = [];
  for (let box = 0; box < widths.length; box++) {
    ends.length = 0;
    for (let slot = at(side.start, box); slot < at(side.start, box + 1); slot++) {
      const link = at(side.links, slot);
      if (hasLine[link] === 1) ends.push({ link, x: leadsTo(link) });
    }
    ends.sort((a, b) => a.x - b.x || a.link - b.link);
    const middle = at(center, box);
    const straight = ends.findIndex(({ x }) => Math.abs(x - middle) < 1);
    const zero = straight >= 0 ? straight : (ends.length - 1) / 2;
    const reach = Math.max(zero, ends.length - 1 - zero);
    const room = Math.max(0, at(widths, box) / 2 - 8);
    const distance = reach > 0 ? Math.min(portDistance, room / reach) : 0;
    for (const [index, { link }] of ends.entries()) portX[link] = middle + (index - zero) * distance;
  }
  return portX;
}
