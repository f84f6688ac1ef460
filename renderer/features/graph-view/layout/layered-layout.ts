import { assignCoordinates } from './coordinates.ts';
import { type Layering, type Rows, toLayering } from './layering.ts';
import { type LayoutInput, type LayoutResult, spacing } from './layout-types.ts';
import { at, toLinks } from './links.ts';
import { orderRows } from './order.ts';
import { pillRoom, placePills, planPills } from './pills.ts';
import { findBackwardLinks, longestPathRanks, tightenRanks, topologicalOrder } from './rank.ts';
import { chooseLines, choosePulls } from './references.ts';
import { placeRows, routeLines } from './routes.ts';

/**
 * Draws a graph in rows from top to bottom, in near-linear time: rows by longest path and tightened, few crossings,
 * straight chains, lines that cross no box, and named references for lines that would span too far or fan too wide.
 * The same input always gives the same drawing.
 * Source: Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System Structures" (1981).
 */
export function layOut(input: LayoutInput): LayoutResult {
  const links = toLinks(input);
  const topological = topologicalOrder(links);
  const backward = findBackwardLinks(links, topological);
  let rank = longestPathRanks(links, topological, backward);
  rank = tightenRanks(links, topological, backward, choosePulls(links, backward), rank);
  rank = tightenRanks(links, topological, backward, chooseLines(links, rank, backward), rank);
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
  const routes = routeLines(links, layering, input, placement, hasLine);
  return {
    width: center.width,
    height: at(placement.rowBottom, layering.rowCount - 1) + spacing.margin,
    x,
    y: placement.y,
    boxWidth: input.widths,
    boxHeight: input.heights,
    rank,
    ...boxesByRow(layering, rows),
    rowTop: placement.rowTop,
    rowBottom: placement.rowBottom,
    linkFrom: links.from,
    linkTo: links.to,
    linkOfEdge: links.linkOfEdge,
    routeStart: routes.start,
    routePoints: routes.points,
    pills: placePills(pillPlan, input, x, placement.y),
  };
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
