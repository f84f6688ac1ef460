import type { Layering, Rows } from './layering.ts';
import { type Adjacency, at } from './links.ts';
import { findSideSegments } from './side-segments.ts';

/** How far an item reaches to each side of its centre, and how much air it needs beside a neighbour. */
export interface Extents {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly gap: (leftItem: number, rightItem: number) => number;
}

/**
 * Gives each item the x of its centre: rows keep their order, items of a row never overlap, chains and the inner
 * parts of long lines come out straight wherever they can.
 * Source: Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001), with item widths in the
 * compaction, and compaction by longest paths over blocks, which keeps separations that the published one can lose.
 */
export function assignCoordinates(layering: Layering, rows: Rows, extents: Extents): Float64Array {
  const conflicts = markConflicts(layering, rows);
  const isSide = findSideSegments(layering);
  const candidates: Float64Array[] = [];
  for (const vertical of ['down', 'up'] as const) {
    for (const horizontal of ['right', 'left'] as const) {
      const sweep = { vertical, horizontal };
      candidates.push(
        compact(layering, rows, extents, alignBlocks(layering, rows, conflicts, isSide, sweep), horizontal),
      );
    }
  }
  return balance(candidates, extents);
}

interface Sweep {
  readonly vertical: 'down' | 'up';
  readonly horizontal: 'right' | 'left';
}

/** Marks segments that cross the inner part of a long line; the inner part stays straight instead. */
function markConflicts(layering: Layering, rows: Rows): Uint8Array {
  const { boxCount, up, segmentUpper, segmentLower } = layering;
  const conflicts = new Uint8Array(segmentUpper.length);
  const isInner = (segment: number) => at(segmentUpper, segment) >= boxCount && at(segmentLower, segment) >= boxCount;
  for (let row = 1; row < layering.rowCount; row++) {
    const first = at(rows.start, row);
    const end = at(rows.start, row + 1);
    const lastUpper = at(rows.start, row) - at(rows.start, row - 1) - 1;
    let scanned = first;
    let leftBound = 0;
    for (let slot = first; slot < end; slot++) {
      const inner = findInner(up, at(rows.items, slot), isInner);
      if (inner === -1 && slot !== end - 1) continue;
      const rightBound = inner === -1 ? lastUpper : at(rows.position, at(segmentUpper, inner));
      for (; scanned <= slot; scanned++) {
        const item = at(rows.items, scanned);
        for (let index = at(up.start, item); index < at(up.start, item + 1); index++) {
          const segment = at(up.links, index);
          const place = at(rows.position, at(segmentUpper, segment));
          if ((place < leftBound || place > rightBound) && !isInner(segment)) conflicts[segment] = 1;
        }
      }
      leftBound = rightBound;
    }
  }
  return conflicts;
}

function findInner(up: Adjacency, item: number, isInner: (segment: number) => boolean): number {
  for (let index = at(up.start, item); index < at(up.start, item + 1); index++) {
    if (isInner(at(up.links, index))) return at(up.links, index);
  }
  return -1;
}

/** Chains items with their median neighbours of the main course into vertical blocks; returns the first item of each item's block. */
function alignBlocks(
  layering: Layering,
  rows: Rows,
  conflicts: Uint8Array,
  isSide: Uint8Array,
  { vertical, horizontal }: Sweep,
): Int32Array {
  const { itemCount, rowCount } = layering;
  const side = vertical === 'down' ? layering.up : layering.down;
  const otherEnd = vertical === 'down' ? layering.segmentUpper : layering.segmentLower;
  const root = Int32Array.from({ length: itemCount }, (_, item) => item);
  const taken = new Uint8Array(itemCount);
  const byPlace: number[] = [];
  for (let step = 0; step < rowCount; step++) {
    const row = vertical === 'down' ? step : rowCount - 1 - step;
    const first = at(rows.start, row);
    const end = at(rows.start, row + 1);
    let bound = horizontal === 'right' ? -1 : Number.POSITIVE_INFINITY;
    for (let index = 0; index < end - first; index++) {
      const item = at(rows.items, horizontal === 'right' ? first + index : end - 1 - index);
      byPlace.length = 0;
      for (let slot = at(side.start, item); slot < at(side.start, item + 1); slot++) {
        const segment = at(side.links, slot);
        if (isSide[segment] === 0) byPlace.push(segment);
      }
      if (byPlace.length === 0) continue;
      byPlace.sort((a, b) => at(rows.position, at(otherEnd, a)) - at(rows.position, at(otherEnd, b)));
      const middle = (byPlace.length - 1) / 2;
      const medians = [byPlace[Math.floor(middle)] ?? 0, byPlace[Math.ceil(middle)] ?? 0];
      if (horizontal === 'left') medians.reverse();
      for (const segment of medians) {
        const neighbour = at(otherEnd, segment);
        const place = at(rows.position, neighbour);
        const free = horizontal === 'right' ? place > bound : place < bound;
        if (conflicts[segment] === 1 || taken[neighbour] === 1 || !free) continue;
        root[item] = at(root, neighbour);
        taken[neighbour] = 1;
        bound = place;
        break;
      }
    }
  }
  return root;
}

/** Packs blocks to one side as far as separations allow, then closes gaps from the other side. */
function compact(
  layering: Layering,
  rows: Rows,
  extents: Extents,
  root: Int32Array,
  horizontal: 'right' | 'left',
): Float64Array {
  const { itemCount, rowCount } = layering;
  const leftBlock: number[] = [];
  const rightBlock: number[] = [];
  const separation: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    for (let slot = at(rows.start, row) + 1; slot < at(rows.start, row + 1); slot++) {
      const left = at(rows.items, slot - 1);
      const right = at(rows.items, slot);
      leftBlock.push(at(root, left));
      rightBlock.push(at(root, right));
      separation.push(at(extents.right, left) + extents.gap(left, right) + at(extents.left, right));
    }
  }
  const order = blockOrder(itemCount, leftBlock, rightBlock);
  const x = new Float64Array(itemCount);
  const constraint = (index: number) => separation[index] ?? 0;
  if (horizontal === 'right') {
    for (const index of order.forward) {
      const right = rightBlock[index] ?? 0;
      x[right] = Math.max(at(x, right), at(x, leftBlock[index] ?? 0) + constraint(index));
    }
    const room = new Float64Array(itemCount).fill(Number.POSITIVE_INFINITY);
    for (const index of order.backward) {
      const left = leftBlock[index] ?? 0;
      const right = rightBlock[index] ?? 0;
      room[left] = Math.min(at(room, left), pulled(x, room, right) - constraint(index));
    }
    for (let block = 0; block < itemCount; block++) x[block] = pulled(x, room, block);
  } else {
    for (const index of order.backward) {
      const left = leftBlock[index] ?? 0;
      x[left] = Math.min(at(x, left), at(x, rightBlock[index] ?? 0) - constraint(index));
    }
    const room = new Float64Array(itemCount).fill(Number.NEGATIVE_INFINITY);
    for (const index of order.forward) {
      const left = leftBlock[index] ?? 0;
      const right = rightBlock[index] ?? 0;
      room[right] = Math.max(at(room, right), pulled(x, room, left) + constraint(index));
    }
    for (let block = 0; block < itemCount; block++) x[block] = pulled(x, room, block);
  }
  return Float64Array.from(root, (block) => at(x, block));
}

function pulled(x: Float64Array, room: Float64Array, block: number): number {
  const limit = at(room, block);
  return Number.isFinite(limit) ? limit : at(x, block);
}

/** Constraints sorted so that each block's own place is final before it is used, left to right and right to left. */
function blockOrder(itemCount: number, leftBlock: readonly number[], rightBlock: readonly number[]) {
  const constraintCount = leftBlock.length;
  const waiting = new Int32Array(itemCount);
  const start = new Int32Array(itemCount + 1);
  for (let index = 0; index < constraintCount; index++) {
    const left = leftBlock[index] ?? 0;
    const right = rightBlock[index] ?? 0;
    start[left + 1] = at(start, left + 1) + 1;
    waiting[right] = at(waiting, right) + 1;
  }
  for (let block = 0; block < itemCount; block++) start[block + 1] = at(start, block + 1) + at(start, block);
  const next = start.slice(0, itemCount);
  const byLeft = new Int32Array(constraintCount);
  for (let index = 0; index < constraintCount; index++) {
    const left = leftBlock[index] ?? 0;
    byLeft[at(next, left)] = index;
    next[left] = at(next, left) + 1;
  }
  const queue: number[] = [];
  for (let block = 0; block < itemCount; block++) if (waiting[block] === 0) queue.push(block);
  const forward = new Int32Array(constraintCount);
  let length = 0;
  for (let done = 0; done < queue.length; done++) {
    const block = queue[done] ?? 0;
    for (let slot = at(start, block); slot < at(start, block + 1); slot++) {
      const index = at(byLeft, slot);
      forward[length++] = index;
      const right = rightBlock[index] ?? 0;
      waiting[right] = at(waiting, right) - 1;
      if (waiting[right] === 0) queue.push(right);
    }
  }
  return { forward, backward: forward.slice().reverse() };
}

/** Shifts the four candidates onto the narrowest one and takes the mean of the two middle ones. */
function balance(candidates: readonly Float64Array[], extents: Extents): Float64Array {
  const bounds = candidates.map((x) => {
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    for (let item = 0; item < x.length; item++) {
      left = Math.min(left, at(x, item) - at(extents.left, item));
      right = Math.max(right, at(x, item) + at(extents.right, item));
    }
    return { left, right };
  });
  const narrowest = bounds.reduce((best, { left, right }) =>
    right - left < best.right - best.left ? { left, right } : best,
  );
  const aligned = candidates.map((x, index) => {
    const own = bounds[index] ?? narrowest;
    const packedLeft = index % 2 === 0;
    return { x, shift: packedLeft ? narrowest.left - own.left : narrowest.right - own.right };
  });
  const length = candidates[0]?.length ?? 0;
  const places = new Float64Array(aligned.length);
  return Float64Array.from({ length }, (_, item) => {
    for (const [index, { x, shift }] of aligned.entries()) places[index] = at(x, item) + shift;
    places.sort();
    return (at(places, 1) + at(places, 2)) / 2;
  });
}
