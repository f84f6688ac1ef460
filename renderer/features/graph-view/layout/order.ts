import { countCrossings } from './crossings.ts';
import { initialRows, type Layering, type Rows } from './layering.ts';
import { type Adjacency, at } from './links.ts';

/** Sweeps by size: fewer for huge graphs, so that the whole layout stays close to linear. */
function sweepLimit(itemCount: number): number {
  if (itemCount < 5_000) return 20;
  return itemCount < 60_000 ? 8 : 4;
}

/** Sweeps without a better result after which no more are tried. */
const patience = 3;

/** Orders each row so that few lines cross: barycenter sweeps down and up, then swaps of neighbours; the best result wins. */
export function orderRows(layering: Layering): Rows {
  const rows = initialRows(layering);
  let best = copyRows(rows);
  let fewest = countCrossings(layering, rows);
  let stale = 0;
  for (let sweep = 0; sweep < sweepLimit(layering.itemCount) && fewest > 0 && stale < patience; sweep++) {
    if (sweep % 2 === 0) for (let row = 1; row < layering.rowCount; row++) sortRow(layering, rows, row, 'up');
    else for (let row = layering.rowCount - 2; row >= 0; row--) sortRow(layering, rows, row, 'down');
    swapNeighbours(layering, rows);
    const crossings = countCrossings(layering, rows);
    stale++;
    if (crossings < fewest) {
      fewest = crossings;
      best = copyRows(rows);
      stale = 0;
    }
  }
  return best;
}

function copyRows({ start, items, position }: Rows): Rows {
  return { start, items: items.slice(), position: position.slice() };
}

/** Sorts one row by the mean place of each item's neighbours in the row above ('up') or below. */
function sortRow(layering: Layering, rows: Rows, row: number, side: 'up' | 'down'): void {
  const first = at(rows.start, row);
  const end = at(rows.start, row + 1);
  if (end - first < 2) return;
  const neighbours = side === 'up' ? layering.up : layering.down;
  const otherEnd = side === 'up' ? layering.segmentUpper : layering.segmentLower;
  const otherRow = side === 'up' ? row - 1 : row + 1;
  const otherWidth = at(rows.start, otherRow + 1) - at(rows.start, otherRow);
  const keyed: { item: number; key: number }[] = [];
  for (let slot = first; slot < end; slot++) {
    const item = at(rows.items, slot);
    const firstNeighbour = at(neighbours.start, item);
    const endNeighbour = at(neighbours.start, item + 1);
    let sum = 0;
    for (let index = firstNeighbour; index < endNeighbour; index++) {
      sum += at(rows.position, at(otherEnd, at(neighbours.links, index)));
    }
    const unconnected = ((slot - first) * otherWidth) / (end - first);
    keyed.push({ item, key: endNeighbour > firstNeighbour ? sum / (endNeighbour - firstNeighbour) : unconnected });
  }
  keyed.sort((a, b) => a.key - b.key);
  for (const [place, { item }] of keyed.entries()) {
    rows.items[first + place] = item;
    rows.position[item] = place;
  }
}

/** Swaps neighbours in a row where that removes crossings with the rows above and below. */
function swapNeighbours(layering: Layering, rows: Rows): void {
  const { up, down, segmentUpper, segmentLower } = layering;
  for (let row = 0; row < layering.rowCount; row++) {
    for (let slot = at(rows.start, row); slot + 1 < at(rows.start, row + 1); slot++) {
      const left = at(rows.items, slot);
      const right = at(rows.items, slot + 1);
      const gain =
        swapGain(up, segmentUpper, rows.position, left, right) +
        swapGain(down, segmentLower, rows.position, left, right);
      if (gain <= 0) continue;
      rows.items[slot] = right;
      rows.items[slot + 1] = left;
      rows.position[left] = at(rows.position, left) + 1;
      rows.position[right] = at(rows.position, right) - 1;
    }
  }
}

/** Crossings between two items' segments on one side, less those after swapping the items. */
function swapGain(side: Adjacency, otherEnd: Int32Array, position: Int32Array, left: number, right: number): number {
  let gain = 0;
  for (let a = at(side.start, left); a < at(side.start, left + 1); a++) {
    const leftEnd = at(position, at(otherEnd, at(side.links, a)));
    for (let b = at(side.start, right); b < at(side.start, right + 1); b++) {
      gain += Math.sign(leftEnd - at(position, at(otherEnd, at(side.links, b))));
    }
  }
  return gain;
}
