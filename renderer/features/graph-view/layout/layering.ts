import { type Adjacency, at, groupByKey, type Links } from './links.ts';

/**
 * The graph with every line cut into segments between neighbouring rows. Items are the boxes, then one bend point
 * for each row that a line crosses; the bend points of one line are consecutive, from top to bottom.
 */
export interface Layering {
  readonly boxCount: number;
  readonly itemCount: number;
  readonly rowCount: number;
  readonly rank: Int32Array;
  /** Per link: its first bend point, or -1 where it has none. */
  readonly firstBend: Int32Array;
  readonly segmentUpper: Int32Array;
  readonly segmentLower: Int32Array;
  /** Segments by their upper item, and by their lower item. */
  readonly down: Adjacency;
  readonly up: Adjacency;
}

/** Items row by row, each row from left to right. */
export interface Rows {
  readonly start: Int32Array;
  readonly items: Int32Array;
  /** Per item: its place in its row. */
  readonly position: Int32Array;
}

export function toLayering(links: Links, boxRank: Int32Array, hasLine: Uint8Array): Layering {
  const { boxCount } = links;
  let bendCount = 0;
  let segmentCount = 0;
  for (let link = 0; link < links.count; link++) {
    if (hasLine[link] === 0) continue;
    const span = at(boxRank, at(links.to, link)) - at(boxRank, at(links.from, link));
    bendCount += span - 1;
    segmentCount += span;
  }
  const itemCount = boxCount + bendCount;
  const rank = new Int32Array(itemCount);
  rank.set(boxRank);
  const firstBend = new Int32Array(links.count).fill(-1);
  const segmentUpper = new Int32Array(segmentCount);
  const segmentLower = new Int32Array(segmentCount);
  let item = boxCount;
  let segment = 0;
  for (let link = 0; link < links.count; link++) {
    if (hasLine[link] === 0) continue;
    const target = at(links.to, link);
    const targetRank = at(boxRank, target);
    let upper = at(links.from, link);
    let row = at(boxRank, upper) + 1;
    if (row < targetRank) firstBend[link] = item;
    for (; row < targetRank; row++) {
      rank[item] = row;
      segmentUpper[segment] = upper;
      segmentLower[segment++] = item;
      upper = item++;
    }
    segmentUpper[segment] = upper;
    segmentLower[segment++] = target;
  }
  const rowCount = rank.reduce((highest, value) => Math.max(highest, value), -1) + 1;
  return {
    boxCount,
    itemCount,
    rowCount,
    rank,
    firstBend,
    segmentUpper,
    segmentLower,
    down: groupByKey(segmentUpper, itemCount),
    up: groupByKey(segmentLower, itemCount),
  };
}

/** Rows in the order in which a depth-first walk from the top meets their items: neighbours start out close. */
export function initialRows(layering: Layering): Rows {
  const { itemCount, rowCount, rank, segmentUpper, segmentLower, down, up } = layering;
  const start = new Int32Array(rowCount + 1);
  for (const row of rank) start[row + 1] = at(start, row + 1) + 1;
  for (let row = 0; row < rowCount; row++) start[row + 1] = at(start, row + 1) + at(start, row);
  const items = new Int32Array(itemCount);
  const position = new Int32Array(itemCount);
  const filled = new Int32Array(rowCount);
  const seen = new Uint8Array(itemCount);
  const stack: number[] = [];
  const visit = (item: number) => {
    seen[item] = 1;
    const row = at(rank, item);
    const place = at(filled, row);
    filled[row] = place + 1;
    position[item] = place;
    items[at(start, row) + place] = item;
    stack.push(item);
  };
  const walk = (from: number) => {
    visit(from);
    while (stack.length > 0) {
      const item = stack.pop() ?? 0;
      for (let slot = at(up.start, item + 1) - 1; slot >= at(up.start, item); slot--) {
        const next = at(segmentUpper, at(up.links, slot));
        if (seen[next] === 0) visit(next);
      }
      for (let slot = at(down.start, item + 1) - 1; slot >= at(down.start, item); slot--) {
        const next = at(segmentLower, at(down.links, slot));
        if (seen[next] === 0) visit(next);
      }
    }
  };
  for (let item = 0; item < itemCount; item++) if (seen[item] === 0 && rank[item] === 0) walk(item);
  for (let item = 0; item < itemCount; item++) if (seen[item] === 0) walk(item);
  return { start, items, position };
}
