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
  readonly slots: (Branch<V> | undefined)[];
  /** At the lowest level alone, where there are no further branches. */
  readonly values: (V | undefined)[];
}

const emptyBranch = <V>(owner?: symbol): Branch<V> => ({ owner, slots: [], values: [] });

export class IdMap<V> {
  /** Ids from here on are beyond the trie's height. */
  private readonly limit: number;

  private constructor(
    private readonly root: Branch<V>,
    private readonly shift: number,
    readonly size: number,
  ) {
    this.limit = 2 ** (shift + BITS);
  }

  static empty<V>(): IdMap<V> {
    return new IdMap<V>(emptyBranch(), 0, 0);
  }

  static from<V>(entries: Iterable<readonly [number, V]>): IdMap<V> {
    return IdMap.empty<V>().withAll(entries);
  }

  /** Of values that stand at their ids: made level by level, which for a whole graph costs a fraction of setting each. */
  static fromArray<V>(values: readonly (V | undefined)[]): IdMap<V> {
    let size = 0;
    for (const value of values) if (value !== undefined) size++;
    let level = inGroups(values, (group): Branch<V> => ({ owner: undefined, slots: [], values: group }));
    let shift = 0;
    for (; level.length > 1; shift += BITS)
      level = inGroups(level, (group): Branch<V> => ({ owner: undefined, slots: group, values: [] }));
    return new IdMap(level[0] ?? emptyBranch(), shift, size);
  }

  get(id: number): V | undefined {
    if (id >= this.limit) return undefined;
    let branch: Branch<V> | undefined = this.root;
    for (let shift = this.shift; shift > 0 && branch; shift -= BITS) branch = branch.slots[(id >>> shift) & MASK];
    return branch?.values[id & MASK];
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
    // Changes mostly come in the order of their ids: most belong where the one before did.
    let leaf = root;
    let leafPosition = -1;
    for (const [id, value] of changes) {
      if (leafPosition !== id >>> BITS) {
        while (id >= 2 ** (shift + BITS)) {
          root = { owner, slots: [root], values: [] };
          shift += BITS;
        }
        root = ownedBy(root, owner);
        leaf = root;
        for (let level = shift; level > 0; level -= BITS) {
          const index = (id >>> level) & MASK;
          const child = leaf.slots[index];
          leaf = leaf.slots[index] = child ? ownedBy(child, owner) : emptyBranch(owner);
        }
        leafPosition = id >>> BITS;
      }
      const existed = leaf.values[id & MASK] !== undefined;
      leaf.values[id & MASK] = value;
      size += (value === undefined ? 0 : 1) - (existed ? 1 : 0);
    }
    return new IdMap(root, shift, size);
  }

  /** Entries in ascending order of id. */
  *[Symbol.iterator](): IterableIterator<readonly [number, V]> {
    for (const [first, values] of this.leaves())
      for (let index = 0; index < values.length; index++) {
        const value = values[index];
        if (value !== undefined) yield [first + index, value];
      }
  }

  *keys(): IterableIterator<number> {
    for (const [first, values] of this.leaves())
      for (let index = 0; index < values.length; index++) if (values[index] !== undefined) yield first + index;
  }

  *values(): IterableIterator<V> {
    for (const [, values] of this.leaves()) for (const value of values) if (value !== undefined) yield value;
  }

  /** The blocks of `WIDTH` values, each with the id of its first, in ascending order. */
  private *leaves(): IterableIterator<readonly [number, readonly (V | undefined)[]]> {
    const pending = [{ branch: this.root, shift: this.shift, first: 0 }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const { branch, shift, first } = next;
      if (shift === 0) yield [first, branch.values];
      for (let index = branch.slots.length - 1; index >= 0; index--) {
        const child = branch.slots[index];
        if (child) pending.push({ branch: child, shift: shift - BITS, first: first + index * 2 ** shift });
      }
    }
  }
}

function ownedBy<V>(branch: Branch<V>, owner: symbol): Branch<V> {
  return branch.owner === owner ? branch : { owner, slots: branch.slots.slice(), values: branch.values.slice() };
}

/** One branch for each `WIDTH` items, none where they are all absent. */
function inGroups<T, B>(items: readonly (T | undefined)[], make: (group: (T | undefined)[]) => B): (B | undefined)[] {
  const groups: (B | undefined)[] = [];
  for (let first = 0; first < items.length; first += WIDTH) {
    const group = items.slice(first, first + WIDTH);
    groups.push(group.some((item) => item !== undefined) ? make(group) : undefined);
  }
  return groups;
}
