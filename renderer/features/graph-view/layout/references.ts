import { type Adjacency, at, type Links } from './links.ts';

/** Limits past which a link is drawn as two named pills instead of a line. */
export const lineLimits = {
  /** Rows that a line may span. */
  span: 24,
  /** More links than this on one side of a box make a fan. */
  fan: 8,
  /** Rows that a line of a fan may span: consumers of one value, producers of one box. */
  fanOutSpan: 3,
  fanInSpan: 6,
  /** Lines that stay of a fan, nearest first. */
  fanLines: 24,
} as const;

/** 1 for each link that pulls its ends together before rows are known: all but those of wide fans. */
export function choosePulls(links: Links, backward: Uint8Array): Uint8Array {
  const isFan = (side: Adjacency, box: number) => at(side.start, box + 1) - at(side.start, box) > lineLimits.fan;
  return backward.map((isBackward, link) =>
    isBackward === 1 || isFan(links.out, at(links.from, link)) || isFan(links.into, at(links.to, link)) ? 0 : 1,
  );
}

/** 1 for each link that is drawn as a line, 0 for a reference. Backward links are always references. */
export function chooseLines(links: Links, rank: Int32Array, backward: Uint8Array): Uint8Array {
  const hasLine = new Uint8Array(links.count);
  const span = new Int32Array(links.count);
  for (let link = 0; link < links.count; link++) {
    span[link] = at(rank, at(links.to, link)) - at(rank, at(links.from, link));
    if (backward[link] === 0 && at(span, link) <= lineLimits.span) hasLine[link] = 1;
  }
  for (let box = 0; box < links.boxCount; box++) {
    thinFan(links.out, box, lineLimits.fanOutSpan, span, hasLine);
    thinFan(links.into, box, lineLimits.fanInSpan, span, hasLine);
  }
  return hasLine;
}

function thinFan(side: Adjacency, box: number, longest: number, span: Int32Array, hasLine: Uint8Array): void {
  const first = at(side.start, box);
  const end = at(side.start, box + 1);
  if (end - first <= lineLimits.fan) return;
  const nearestFirst = Array.from(side.links.subarray(first, end)).sort((a, b) => at(span, a) - at(span, b) || a - b);
  let kept = 0;
  for (const link of nearestFirst) {
    if (hasLine[link] === 0) continue;
    if (at(span, link) > longest || kept === lineLimits.fanLines) hasLine[link] = 0;
    else kept++;
  }
}
