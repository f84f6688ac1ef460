import type {
  AttributeView,
  BoxCategory,
  BoxView,
  ComparedGraphs,
  EdgeView,
  GraphView,
  OriginalGraph,
  PortView,
} from './graph-view.ts';

/**
 * A graph as it crosses the boundary: each distinct text once, everything else a stream of whole numbers. A tenth of the
 * size of the objects, which at 50,000 nodes would be 40 MB of JSON.
 */
export interface PackedGraph {
  readonly texts: readonly string[];
  /** Base64 of the numbers, each in groups of seven bits, lowest first; the high bit of a byte says that more follow. */
  readonly numbers: string;
}

export interface PackedOriginal extends Omit<OriginalGraph, 'graph'> {
  readonly graph: PackedGraph;
}

/** What a rewriting adds to the original, which the window has already. */
export interface PackedComparison extends Omit<ComparedGraphs, 'before' | 'after'> {
  readonly after: PackedGraph;
}

/** In the order of their numbers. */
export const packedChanges: readonly BoxView['change'][] = ['kept', 'fused', 'merged', 'rewritten', 'added', 'removed'];
export const packedSources: readonly PortView['source'][] = ['activation', 'initializer', 'absent'];

export const unpackOriginal = ({ graph, ...others }: PackedOriginal): OriginalGraph => ({
  ...others,
  graph: unpackGraph(graph),
});

export const unpackComparison = ({ after, ...others }: PackedComparison, before: GraphView): ComparedGraphs => ({
  ...others,
  before,
  after: unpackGraph(after),
});

/** The graph that packGraph packed. Boxes of one scope share its array. */
export function unpackGraph(packed: PackedGraph): GraphView {
  const reader = new Reader(packed);
  const boxes = reader.list(() => readBox(reader));
  const edges = reader.list((): EdgeView => {
    const from = boxes[reader.number()]?.id ?? '';
    const to = boxes[reader.number()]?.id ?? '';
    return { from, to, value: reader.text(), label: reader.text() };
  });
  return { boxes, edges };
}

function readBox(reader: Reader): BoxView {
  const box = {
    id: reader.text(),
    title: reader.text(),
    name: reader.text(),
    // The one who packed it had a category here.
    category: reader.text() as BoxCategory,
    scope: reader.scope(),
    origins: reader.list(() => reader.number()),
    change: packedChanges[reader.number()] ?? 'kept',
    counted: reader.number() === 1,
    domain: reader.text(),
    inputs: reader.list(() => readPort(reader)),
    outputs: reader.list(() => readPort(reader)),
    attributes: reader.list(() => readAttribute(reader)),
    parameterCount: reader.number(),
  };
  const macs = reader.optional(() => reader.number());
  const members = reader.optional(() => reader.list(() => ({ opType: reader.text(), name: reader.text() })));
  const reason = reader.optional(() => reader.text());
  return {
    ...box,
    ...(macs !== undefined && { macs }),
    ...(members && { members }),
    ...(reason !== undefined && { reason }),
  };
}

function readAttribute(reader: Reader): AttributeView {
  const [name, value, about] = [reader.text(), reader.text(), reader.text()];
  return { name, value, ...(about !== '' && { about }) };
}

const readPort = (reader: Reader): PortView => ({
  formal: reader.text(),
  value: reader.text(),
  dataType: reader.text(),
  shape: reader.text(),
  source: packedSources[reader.number()] ?? 'activation',
});

class Reader {
  readonly #bytes: Uint8Array;
  readonly #texts: readonly string[];
  readonly #scopes = new Map<string, readonly string[]>();
  #position = 0;

  constructor({ texts, numbers }: PackedGraph) {
    this.#texts = texts;
    const binary = atob(numbers);
    this.#bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index++) this.#bytes[index] = binary.charCodeAt(index);
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#position++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  text(): string {
    return this.#texts[this.number()] ?? '';
  }

  list<T>(read: () => T): T[] {
    const items: T[] = [];
    for (let count = this.number(); count > 0; count--) items.push(read());
    return items;
  }

  optional<T>(read: () => T): T | undefined {
    return this.number() === 1 ? read() : undefined;
  }

  scope(): readonly string[] {
    const parts = this.list(() => this.text());
    const key = parts.join('\0');
    const known = this.#scopes.get(key);
    if (known !== undefined) return known;
    this.#scopes.set(key, parts);
    return parts;
  }
}
