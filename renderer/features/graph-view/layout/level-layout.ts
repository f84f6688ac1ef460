import { assignCoordinates } from './coordinates.ts';
import { type Layering, type Rows, toLayering } from './layering.ts';
import { type LayoutInput, type Pills, spacing } from './layout-types.ts';
import { at, type EdgePorts, type Links, toLinks } from './links.ts';
import { orderRows } from './order.ts';
import { pillRoom, placePills, planPills } from './pills.ts';
import { findBackwardLinks, longestPathRanks, tightenRanks, topologicalOrder } from './rank.ts';
import { chooseLines, choosePulls } from './references.ts';
import { type LinkPorts, placeRows, type Routes, routeLines } from './routes.ts';

/** Boxes that stand for the border of a frame, and where lines meet the frames among the boxes. */
export interface LevelBorders {
  /** Per box: 'top' for what enters the frame, 'bottom' for what leaves it. */
  readonly pins: readonly ('top' | 'bottom' | undefined)[];
  /** Per edge. */
  readonly ports: EdgePorts;
}

/** A drawing of boxes that lie side by side. */
export interface LevelLayout {
  readonly width: number;
  readonly height: number;
  /** Per box. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly rank: Int32Array;
  readonly rowStart: Int32Array;
  readonly rowBoxes: Int32Array;
  readonly rowTop: Float64Array;
  readonly rowBottom: Float64Array;
  readonly links: Links;
  /** Per link; without points for a reference. */
  readonly routes: Routes;
  readonly pills: Pills;
}

/**
 * Draws a graph in rows from top to bottom, in near-linear time: rows by longest path and tightened, few crossings,
 * straight chains, lines that cross no box, and named references for lines that would span too far or fan too wide.
 * The same input always gives the same drawing.
 * Source: Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System Structures" (1981).
 */
export function layOutLevel(input: LayoutInput, borders?: LevelBorders): LevelLayout {
  const links = toLinks(input, borders?.ports);
  const topological = topologicalOrder(links);
  const backward = findBackwardLinks(links, topological);
  let rank = longestPathRanks(links, topological, backward);
  const isPinned = pinRows(rank, borders?.pins);
  rank = tightenRanks(links, topological, backward, choosePulls(links, backward), rank, isPinned);
  rank = tightenRanks(links, topological, backward, chooseLines(links, rank, backward), rank, isPinned);
  const hasLine = chooseLines(links, rank, backward);

  const layering = toLayering(links, rank, hasLine);
  const rows = orderRows(layering);
  const pillPlan = planPills(links, input, hasLine);
  const room = pillRoom(pillPlan, links.boxCount);
  const center = moveToOrigin(
    assignCoordinates(layering, rows, toExtents(layering, input, room)),
    toExtents(layering, input, room),
  );
  const placement = placeRows(layering, input, center.x);
  const x = input.widths.map((width, box) => at(center.x, box) - width / 2);
  const routes = routeLines(links, layering, input, placement, hasLine, toLinkPorts(links, borders?.ports));
  return {
    width: center.width,
    height: at(placement.rowBottom, layering.rowCount - 1) + spacing.margin,
    x,
    y: placement.y,
    rank,
    ...boxesByRow(layering, rows),
    rowTop: placement.rowTop,
    rowBottom: placement.rowBottom,
    links,
    routes,
    pills: placePills(pillPlan, input, x, placement.y),
  };
}

/** Puts what leaves the frame into a row of its own at the bottom; what enters it is at the top, having no producers. */
function pinRows(rank: Int32Array, pins: LevelBorders['pins'] = []): Uint8Array {
  const isPinned = new Uint8Array(rank.length);
  if (pins.length === 0) return isPinned;
  let last = 0;
  for (const [box, pin] of pins.entries()) {
    if (pin !== 'bottom') last = Math.max(last, at(rank, box));
  }
  for (const [box, pin] of pins.entries()) {
    if (pin !== undefined) isPinned[box] = 1;
    if (pin === 'bottom') rank[box] = last + 1;
  }
  return isPinned;
}

function toLinkPorts(links: Links, ports: EdgePorts | undefined): LinkPorts | undefined {
  if (ports === undefined) return undefined;
  const from = new Float64Array(links.count).fill(Number.NaN);
  const to = new Float64Array(links.count).fill(Number.NaN);
  for (let edge = 0; edge < links.linkOfEdge.length; edge++) {
    const link = at(links.linkOfEdge, edge);
    if (link < 0) continue;
    from[link] = at(ports.from, edge);
    to[link] = at(ports.to, edge);
  }
  return { from, to };
}

function toExtents(layering: Layering, input: LayoutInput, room: { left: Float64Array; right: Float64Array }) {
  const { boxCount, itemCount } = layering;
  const left = new Float64Array(itemCount);
  const right = new Float64Array(itemCount);
  for (let box = 0; box < boxCount; box++) {
    left[box] = at(input.widths, box) / 2 + at(room.left, box);
    right[box] = at(input.widths, box) / 2 + at(room.right, box);
  }
  const gap = (leftItem: number, rightItem: number) => {
    if (leftItem < boxCount && rightItem < boxCount) return spacing.betweenBoxes;
    return leftItem >= boxCount && rightItem >= boxCount ? spacing.betweenLines : spacing.besideLine;
  };
  return { left, right, gap };
}

/** Moves the drawing to the margin, on whole pixels: straight stays straight and lines stay sharp. */
function moveToOrigin(center: Float64Array, extents: { left: Float64Array; right: Float64Array }) {
  let leftmost = Number.POSITIVE_INFINITY;
  let rightmost = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < center.length; item++) {
    leftmost = Math.min(leftmost, at(center, item) - at(extents.left, item));
    rightmost = Math.max(rightmost, at(center, item) + at(extents.right, item));
  }
  if (center.length === 0) return { x: center, width: 2 * spacing.margin };
  const x = center.map((value) => Math.round(value - leftmost + spacing.margin));
  return { x, width: Math.ceil(rightmost - leftmost) + 2 * spacing.margin };
}

function boxesByRow({ boxCount, rowCount }: Layering, rows: Rows): { rowStart: Int32Array; rowBoxes: Int32Array } {
  const rowStart = new Int32Array(rowCount + 1);
  const rowBoxes: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    for (let slot = at(rows.start, row); slot < at(rows.start, row + 1); slot++) {
      const item = at(rows.items, slot);
      if (item < boxCount) rowBoxes.push(item);
    }
    rowStart[row + 1] = rowBoxes.length;
  }
  return { rowStart, rowBoxes: Int32Array.from(rowBoxes) };
}
