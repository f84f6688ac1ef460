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
  const boxes = reader.list(readBox);
  const edges = reader.list((): EdgeView => {
    const from = boxes[reader.number()]?.id ?? '';
    const to = boxes[reader.number()]?.id ?? '';
    return { from, to, value: reader.text(), label: reader.text() };
  });
  return { boxes, edges };
}

function readBox(reader: Reader): BoxView {
  const box: { -readonly [Field in keyof BoxView]: BoxView[Field] } = {
    id: reader.text(),
    title: reader.text(),
    name: reader.text(),
    // The one who packed it had a category here.
    category: reader.text() as BoxCategory,
    scope: reader.scope(),
    origins: reader.list(readNumber),
    change: packedChanges[reader.number()] ?? 'kept',
    counted: reader.number() === 1,
    domain: reader.text(),
    inputs: reader.list(readPort),
    outputs: reader.list(readPort),
    attributes: reader.list(readAttribute),
    parameterCount: reader.number(),
  };
  const macs = reader.optional(readNumber);
  const members = reader.optional(readMembers);
  const reason = reader.optional(readText);
  if (macs !== undefined) box.macs = macs;
  if (members !== undefined) box.members = members;
  if (reason !== undefined) box.reason = reason;
  return box;
}

// One function each, not one for every box: there are 50,000 of those.
const readNumber = (reader: Reader): number => reader.number();
const readText = (reader: Reader): string => reader.text();
const readMembers = (reader: Reader) => reader.list(readMember);
const readMember = (reader: Reader) => ({ opType: reader.text(), name: reader.text() });

function readAttribute(reader: Reader): AttributeView {
  const name = reader.text();
  const value = reader.text();
  const about = reader.text();
  return about === '' ? { name, value } : { name, value, about };
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
    let value = this.#bytes[this.#position++] ?? 0;
    if (value < 128) return value;
    value &= 127;
    for (let factor = 128; ; factor *= 128) {
      const byte = this.#bytes[this.#position++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  text(): string {
    return this.#texts[this.number()] ?? '';
  }

  list<T>(read: (reader: Reader) => T): T[] {
    const items: T[] = [];
    for (let count = this.number(); count > 0; count--) items.push(read(this));
    return items;
  }

  optional<T>(read: (reader: Reader) => T): T | undefined {
    return this.number() === 1 ? read(this) : undefined;
  }

  scope(): readonly string[] {
    const parts = this.list(readText);
    const key = parts.join('\0');
    const known = this.#scopes.get(key);
    if (known !== undefined) return known;
    this.#scopes.set(key, parts);
    return parts;
  }
}
