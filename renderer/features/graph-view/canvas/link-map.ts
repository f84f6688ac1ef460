import { at } from '../layout/links.ts';
import type { Scene } from '../scene.ts';

/** Heights of the two drawings that show the same part of the network; both strictly ascending. */
export interface LinkMap {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/**
 * Pairs the drawings' heights by the boxes that share origins. Where the order of the two disagrees, neighbouring
 * pairs are averaged until both ascend. Source: pool-adjacent-violators (isotonic regression).
 */
export function toLinkMap(before: Scene, after: Scene): LinkMap {
  const middleOf = ({ layout }: Scene, box: number) => at(layout.y, box) + at(layout.boxHeight, box) / 2;
  const pairs: Pool[] = [];
  for (const [index, { id, origins }] of after.graph.boxes.entries()) {
    const same = before.indexById.get(id);
    const partners = origins.flatMap((origin) => before.boxesByOrigin.get(origin) ?? []);
    if (partners.length === 0 && origins.length === 0 && same !== undefined) partners.push(same);
    if (partners.length === 0) continue;
    const sum = partners.reduce((total, box) => total + middleOf(before, box), 0);
    pairs.push({ before: sum / partners.length, after: middleOf(after, index), weight: 1 });
  }
  pairs.sort((a, b) => a.before - b.before || a.after - b.after);
  const pools: Pool[] = [{ before: 0, after: 0, weight: 1e9 }];
  for (const pair of pairs) {
    let pool = pair;
    for (let last = pools.at(-1); last !== undefined && !ascends(last, pool); last = pools.at(-1)) {
      pool = merge(last, pool);
      pools.pop();
    }
    pools.push(pool);
  }
  const end = { before: before.layout.height, after: after.layout.height, weight: 1 };
  const last = pools.at(-1);
  if (last !== undefined && ascends(last, end)) pools.push(end);
  return {
    before: Float64Array.from(pools, (pool) => pool.before),
    after: Float64Array.from(pools, (pool) => pool.after),
  };
}

interface Pool {
  readonly before: number;
  readonly after: number;
  readonly weight: number;
}

/** Less than a pixel of progress on either side counts as none. */
const ascends = (a: Pool, b: Pool) => b.before - a.before > 1 && b.after - a.after > 1;

function merge(a: Pool, b: Pool): Pool {
  const weight = a.weight + b.weight;
  return {
    before: (a.before * a.weight + b.before * b.weight) / weight,
    after: (a.after * a.weight + b.after * b.weight) / weight,
    weight,
  };
}

/** The height in the other drawing; beyond the ends both move alike. */
export function mapHeight(map: LinkMap, from: 'before' | 'after', y: number): number {
  const own = map[from];
  const other = map[from === 'before' ? 'after' : 'before'];
  const last = own.length - 1;
  if (y <= at(own, 0)) return at(other, 0) + y - at(own, 0);
  if (y >= at(own, last)) return at(other, last) + y - at(own, last);
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(own, middle) <= y) low = middle;
    else high = middle;
  }
  const share = (y - at(own, low)) / (at(own, high) - at(own, low));
  return at(other, low) + share * (at(other, high) - at(other, low));
}
