import type { LayoutInput } from './layout-types.ts';

/** Connections without duplicates and self-loops, with adjacency in compressed rows. Links keep the order of the edges. */
export interface Links {
  readonly boxCount: number;
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly linkOfEdge: Int32Array;
  /** Links leaving box b: `out.links[out.start[b] .. out.start[b + 1])`. */
  readonly out: Adjacency;
  readonly into: Adjacency;
}

export interface Adjacency {
  readonly start: Int32Array;
  readonly links: Int32Array;
}

/** Groups items by key: a stable counting sort. */
export function groupByKey(keys: Int32Array, keyCount: number): Adjacency {
  const start = new Int32Array(keyCount + 1);
  for (const key of keys) start[key + 1] = at(start, key + 1) + 1;
  for (let key = 0; key < keyCount; key++) start[key + 1] = at(start, key + 1) + at(start, key);
  const next = start.slice(0, keyCount);
  const links = new Int32Array(keys.length);
  for (let item = 0; item < keys.length; item++) {
    const key = at(keys, item);
    const slot = at(next, key);
    links[slot] = item;
    next[key] = slot + 1;
  }
  return { start, links };
}

/** Reads an index that is known to be inside the array. */
export function at(values: Int32Array | Float64Array | Uint8Array, index: number): number {
  return values[index] ?? 0;
}

/** Edges that leave or enter a box at different places of its side are different links. */
export function toLinks({ widths, edgeFrom, edgeTo }: LayoutInput, ports?: EdgePorts): Links {
  const boxCount = widths.length;
  const linkOfEdge = new Int32Array(edgeFrom.length).fill(-1);
  const linkByEnds = new Map<number | string, number>();
  const from: number[] = [];
  const to: number[] = [];
  for (let edge = 0; edge < edgeFrom.length; edge++) {
    const source = at(edgeFrom, edge);
    const target = at(edgeTo, edge);
    if (source === target) continue;
    const ends = endsOf(source * boxCount + target, edge, ports);
    let link = linkByEnds.get(ends);
    if (link === undefined) {
      link = from.length;
      linkByEnds.set(ends, link);
      from.push(source);
      to.push(target);
    }
    linkOfEdge[edge] = link;
  }
  const linkFrom = Int32Array.from(from);
  const linkTo = Int32Array.from(to);
  return {
    boxCount,
    count: from.length,
    from: linkFrom,
    to: linkTo,
    linkOfEdge,
    out: groupByKey(linkFrom, boxCount),
    into: groupByKey(linkTo, boxCount),
  };
}

/** Places where edges leave and enter, from the middle of the box's side; NaN where the layout may choose. */
export interface EdgePorts {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

function endsOf(boxes: number, edge: number, ports: EdgePorts | undefined): number | string {
  const from = ports?.from[edge] ?? Number.NaN;
  const to = ports?.to[edge] ?? Number.NaN;
  return Number.isNaN(from) && Number.isNaN(to) ? boxes : `${boxes} ${from} ${to}`;
}
