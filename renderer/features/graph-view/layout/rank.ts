import { at, type Links } from './links.ts';

/** Box order in which producers come first. A cycle, which ONNX forbids, is cut at its earliest box. */
export function topologicalOrder(links: Links): Int32Array {
  const { boxCount, to, out, into } = links;
  const waiting = new Int32Array(boxCount);
  for (let box = 0; box < boxCount; box++) waiting[box] = at(into.start, box + 1) - at(into.start, box);
  const order = new Int32Array(boxCount);
  const placed = new Uint8Array(boxCount);
  let length = 0;
  let earliest = 0;
  const place = (box: number) => {
    placed[box] = 1;
    order[length++] = box;
  };
  for (let box = 0; box < boxCount; box++) if (waiting[box] === 0) place(box);
  for (let done = 0; done < boxCount; done++) {
    if (done === length) {
      while (placed[earliest] === 1) earliest++;
      place(earliest);
    }
    const box = at(order, done);
    for (let slot = at(out.start, box); slot < at(out.start, box + 1); slot++) {
      const target = at(to, at(out.links, slot));
      waiting[target] = at(waiting, target) - 1;
      if (waiting[target] === 0 && placed[target] === 0) place(target);
    }
  }
  return order;
}

/** Links that run against the order; only a cyclic graph has any. */
export function findBackwardLinks(links: Links, order: Int32Array): Uint8Array {
  const position = new Int32Array(links.boxCount);
  for (let index = 0; index < order.length; index++) position[at(order, index)] = index;
  const backward = new Uint8Array(links.count);
  for (let link = 0; link < links.count; link++) {
    if (at(position, at(links.from, link)) > at(position, at(links.to, link))) backward[link] = 1;
  }
  return backward;
}

/** Every box one row below its lowest producer. */
export function longestPathRanks(links: Links, order: Int32Array, backward: Uint8Array): Int32Array {
  const rank = new Int32Array(links.boxCount);
  for (const box of order) {
    for (let slot = at(links.out.start, box); slot < at(links.out.start, box + 1); slot++) {
      const link = at(links.out.links, slot);
      if (backward[link] === 1) continue;
      const target = at(links.to, link);
      if (at(rank, target) <= at(rank, box)) rank[target] = at(rank, box) + 1;
    }
  }
  return rank;
}

/**
 * Moves boxes within their slack so that lines get shorter: down towards consumers where at least as many lines
 * leave as enter, up towards producers where more enter. Links without a line limit the move but do not pull; a box
 * that nothing enters always stands right above its first consumer. Pinned boxes stay.
 */
export function tightenRanks(
  links: Links,
  order: Int32Array,
  backward: Uint8Array,
  hasLine: Uint8Array,
  rank: Int32Array,
  isPinned: Uint8Array,
): Int32Array {
  const tightened = rank.slice();
  const { out, into, from, to } = links;

  const moveDown = (box: number) => {
    if (isPinned[box] === 1) return;
    let lowest = Number.POSITIVE_INFINITY;
    let leaving = 0;
    let entering = 0;
    for (let slot = at(out.start, box); slot < at(out.start, box + 1); slot++) {
      const link = at(out.links, slot);
      if (backward[link] === 1) continue;
      lowest = Math.min(lowest, at(tightened, at(to, link)) - 1);
      leaving += at(hasLine, link);
    }
    for (let slot = at(into.start, box); slot < at(into.start, box + 1); slot++) {
      entering += at(hasLine, at(into.links, slot));
    }
    const isSource = at(into.start, box) === at(into.start, box + 1);
    const pulls = isSource ? Number.isFinite(lowest) : leaving > 0 && leaving >= entering;
    if (pulls && lowest > at(tightened, box)) tightened[box] = lowest;
  };

  const moveUp = (box: number) => {
    if (isPinned[box] === 1) return;
    let highest = 0;
    let leaving = 0;
    let entering = 0;
    for (let slot = at(into.start, box); slot < at(into.start, box + 1); slot++) {
      const link = at(into.links, slot);
      if (backward[link] === 1) continue;
      highest = Math.max(highest, at(tightened, at(from, link)) + 1);
      entering += at(hasLine, link);
    }
    for (let slot = at(out.start, box); slot < at(out.start, box + 1); slot++) {
      leaving += at(hasLine, at(out.links, slot));
    }
    if (entering > leaving && highest < at(tightened, box)) tightened[box] = highest;
  };

  for (let round = 0; round < 2; round++) {
    for (let index = order.length - 1; index >= 0; index--) moveDown(at(order, index));
    for (const box of order) moveUp(box);
  }
  return withoutEmptyRows(tightened);
}

function withoutEmptyRows(rank: Int32Array): Int32Array {
  const last = rank.reduce((highest, value) => Math.max(highest, value), -1);
  const used = new Uint8Array(last + 1);
  for (const value of rank) used[value] = 1;
  const renumbered = new Int32Array(last + 1);
  let count = 0;
  for (let value = 0; value <= last; value++) {
    renumbered[value] = count;
    count += at(used, value);
  }
  return rank.map((value) => at(renumbered, value));
}
