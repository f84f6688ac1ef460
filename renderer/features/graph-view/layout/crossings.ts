import type { Layering, Rows } from './layering.ts';
import { at } from './links.ts';

/** Counts crossings of segments below each row with a binary indexed tree. Source: Barth, Jünger, Mutzel, "Simple and Efficient Bilayer Cross Counting" (2002). */
export function countCrossings(layering: Layering, rows: Rows): number {
  let crossings = 0;
  let widest = 0;
  for (let row = 0; row < layering.rowCount; row++) {
    widest = Math.max(widest, at(rows.start, row + 1) - at(rows.start, row));
  }
  const tree = new Int32Array(widest + 2);
  for (let row = 0; row + 1 < layering.rowCount; row++) {
    const width = at(rows.start, row + 2) - at(rows.start, row + 1);
    crossings += crossingsBelow(layering, rows, row, tree.subarray(0, width + 1).fill(0));
  }
  return crossings;
}

function crossingsBelow({ down, segmentLower }: Layering, rows: Rows, row: number, tree: Int32Array): number {
  let crossings = 0;
  let seen = 0;
  const ends: number[] = [];
  for (let slot = at(rows.start, row); slot < at(rows.start, row + 1); slot++) {
    const item = at(rows.items, slot);
    ends.length = 0;
    for (let index = at(down.start, item); index < at(down.start, item + 1); index++) {
      ends.push(at(rows.position, at(segmentLower, at(down.links, index))));
    }
    for (const end of ends) {
      let notRight = 0;
      for (let node = end + 1; node > 0; node -= node & -node) notRight += at(tree, node);
      crossings += seen - notRight;
    }
    for (const end of ends) {
      for (let node = end + 1; node < tree.length; node += node & -node) tree[node] = at(tree, node) + 1;
    }
    seen += ends.length;
  }
  return crossings;
}
