import type { NodeId } from './graph.ts';
import { IdMap } from './id-map.ts';

/** Above so many users a change copies no list: a constant that thousands of nodes share would be copied as often. */
const LIST_LIMIT = 32;

/** The nodes that use a value, each once, in no particular order. Immutable. */
export class Users implements Iterable<NodeId> {
  static readonly none = new Users([]);

  private constructor(private readonly ids: readonly NodeId[] | IdMap<true>) {}

  static of(ids: readonly NodeId[]): Users {
    if (ids.length === 0) return Users.none;
    return new Users(ids.length <= LIST_LIMIT ? ids : IdMap.from(ids.map((id) => [id, true])));
  }

  get count(): number {
    return this.ids instanceof IdMap ? this.ids.size : this.ids.length;
  }

  has(id: NodeId): boolean {
    return this.ids instanceof IdMap ? this.ids.has(id) : this.ids.includes(id);
  }

  with(id: NodeId): Users {
    if (this.has(id)) return this;
    return this.ids instanceof IdMap ? new Users(this.ids.set(id, true)) : Users.of([...this.ids, id]);
  }

  without(id: NodeId): Users {
    if (!this.has(id)) return this;
    return this.ids instanceof IdMap
      ? new Users(this.ids.delete(id))
      : Users.of(this.ids.filter((user) => user !== id));
  }

  [Symbol.iterator](): IterableIterator<NodeId> {
    // The keys were NodeIds when they came in.
    return this.ids instanceof IdMap ? (this.ids.keys() as IterableIterator<NodeId>) : this.ids.values();
  }
}
