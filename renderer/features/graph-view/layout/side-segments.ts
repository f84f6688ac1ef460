import type { Layering } from './layering.ts';
import { type Adjacency, at } from './links.ts';

/** A tributary has at most this many items above it, and is met by something at least twice as large. */
const tributarySize = 6;

/**
 * 1 for each segment by which something small joins or leaves the main course: a constant that feeds a convolution, an
 * output taken from the middle. Such items stand beside the main course instead of bending it.
 */
export function findSideSegments(layering: Layering): Uint8Array {
  const { up, down, segmentUpper, segmentLower, itemCount } = layering;
  const isSide = new Uint8Array(segmentUpper.length);
  const order = itemsByRow(layering);
  const above = countReached(order, up, segmentUpper, itemCount);
  const below = countReached(order.toReversed(), down, segmentLower, itemCount);
  for (let item = 0; item < itemCount; item++) {
    markSide(up, item, segmentUpper, above, isSide);
    markSide(down, item, segmentLower, below, isSide);
  }
  return isSide;
}

/** Items from the top row to the bottom row. */
function itemsByRow({ rank, rowCount, itemCount }: Layering): Int32Array {
  const next = new Int32Array(rowCount + 1);
  for (const row of rank) next[row + 1] = at(next, row + 1) + 1;
  for (let row = 0; row < rowCount; row++) next[row + 1] = at(next, row + 1) + at(next, row);
  const order = new Int32Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    const row = at(rank, item);
    const slot = at(next, row);
    order[slot] = item;
    next[row] = slot + 1;
  }
  return order;
}

/** How many items lead to each item, itself included; only small numbers are exact. */
function countReached(order: Int32Array, side: Adjacency, otherEnd: Int32Array, itemCount: number): Float64Array {
  const count = new Float64Array(itemCount);
  for (const item of order) {
    let sum = 1;
    for (let slot = at(side.start, item); slot < at(side.start, item + 1); slot++) {
      sum += at(count, at(otherEnd, at(side.links, slot)));
    }
    count[item] = Math.min(sum, 1000);
  }
  return count;
}

function markSide(side: Adjacency, item: number, otherEnd: Int32Array, size: Float64Array, isSide: Uint8Array): void {
  let largest = 0;
  for (let slot = at(side.start, item); slot < at(side.start, item + 1); slot++) {
    largest = Math.max(largest, at(size, at(otherEnd, at(side.links, slot))));
  }
  for (let slot = at(side.start, item); slot < at(side.start, item + 1); slot++) {
    const segment = at(side.links, slot);
    const own = at(size, at(otherEnd, segment));
    if (own <= tributarySize && largest >= 2 * own) isSide[segment] = 1;
  }
}
