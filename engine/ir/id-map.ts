/**
 * A persistent map from small non-negative integers to values: a 32-way radix trie, so that a changed copy shares all but
 * O(log32 n) small arrays with its predecessor. Source: P. Bagwell, "Ideal Hash Trees" (2001), for dense integer keys.
 */
const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

interface Branch<V> {
  /** The bulk edit that may still change this branch in place; undefined once shared. */
  owner: symbol | undefined;
  readonly slots: (Branch<V> | Leaf<V> | undefined)[];
}
interface Leaf<V> {
  readonly value: V;
}

const isBranch = <V>(slot: Branch<V> | Leaf<V>): slot is Branch<V> => 'slots' in slot;

export class IdMap<V> {
  private constructor(
    private readonly root: Branch<V>,
    private readonly shift: number,
    readonly size: number,
  ) {}

  static empty<V>(): IdMap<V> {
    return new IdMap<V>({ owner: undefined, slots: [] }, 0, 0);
  }

  static from<V>(entries: Iterable<readonly [number, V]>): IdMap<V> {
    return IdMap.empty<V>().withAll(entries);
  }

  get(id: number): V | undefined {
    if (id >= 2 ** (this.shift + BITS)) return undefined;
    let branch = this.root;
    for (let shift = this.shift; ; shift -= BITS) {
      const slot = branch.slots[(id >>> shift) & MASK];
      if (slot === undefined) return undefined;
      if (!isBranch(slot)) return slot.value;
      branch = slot;
    }
  }

  has(id: number): boolean {
    return this.get(id) !== undefined;
  }

  set(id: number, value: V): IdMap<V> {
    return this.withAll([[id, value]]);
  }

  delete(id: number): IdMap<V> {
    return this.withAll([[id, undefined]]);
  }

  /** All changes at once; `undefined` deletes. Costs the number of changes, not the size of the map. */
  withAll(changes: Iterable<readonly [number, V | undefined]>): IdMap<V> {
    const owner = Symbol();
    let { root, shift, size } = this;
    for (const [id, value] of changes) {
      while (id >= 2 ** (shift + BITS)) {
        root = { owner, slots: [root] };
        shift += BITS;
      }
      root = ownedBy(root, owner);
      let branch = root;
      for (let level = shift; level > 0; level -= BITS) {
        const index = (id >>> level) & MASK;
        const slot = branch.slots[index];
        const child: Branch<V> = slot !== undefined && isBranch(slot) ? ownedBy(slot, owner) : { owner, slots: [] };
        branch.slots[index] = child;
        branch = child;
      }
      const existed = branch.slots[id & MASK] !== undefined;
      branch.slots[id & MASK] = value === undefined ? undefined : { value };
      size += (value === undefined ? 0 : 1) - (existed ? 1 : 0);
    }
    return new IdMap(root, shift, size);
  }

  /** Entries in ascending order of id. */
  *[Symbol.iterator](): IterableIterator<readonly [number, V]> {
    yield* walk(this.root, this.shift, 0);
  }

  *keys(): IterableIterator<number> {
    for (const [id] of this) yield id;
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this) yield value;
  }
}

function ownedBy<V>(branch: Branch<V>, owner: symbol): Branch<V> {
  return branch.owner === owner ? branch : { owner, slots: branch.slots.slice() };
}

function* walk<V>(branch: Branch<V>, shift: number, prefix: number): IterableIterator<readonly [number, V]> {
  for (let index = 0; index < branch.slots.length; index++) {
    const slot = branch.slots[index];
    if (slot === undefined) continue;
    const id = prefix + index * 2 ** shift;
    if (isBranch(slot)) yield* walk(slot, shift - BITS, id);
    else yield [id, slot.value];
  }
}
