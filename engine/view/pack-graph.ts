import type { BoxView, ComparedGraphs, GraphView, OriginalGraph, PortView } from './graph-view.ts';
import {
  type PackedComparison,
  type PackedGraph,
  type PackedOriginal,
  packedChanges,
  packedSources,
} from './packed-graph.ts';

export const packOriginal = ({ graph, ...others }: OriginalGraph): PackedOriginal => ({
  ...others,
  graph: packGraph(graph),
});

/** Leaves out the original, which its receiver has. */
export const packComparison = ({ before: _, after, ...others }: ComparedGraphs): PackedComparison => ({
  ...others,
  after: packGraph(after),
});

/** Puts a graph into the form in which it is sent. Edges whose ends are no boxes are left out. */
export function packGraph({ boxes, edges }: GraphView): PackedGraph {
  const writer = new Writer();
  const indexById = new Map(boxes.map(({ id }, index) => [id, index]));
  writer.list(boxes, (box) => writeBox(writer, box));
  const drawn = edges.filter(({ from, to }) => indexById.has(from) && indexById.has(to));
  writer.list(drawn, ({ from, to, value, label }) => {
    writer.number(indexById.get(from) ?? 0);
    writer.number(indexById.get(to) ?? 0);
    writer.text(value);
    writer.text(label);
  });
  return writer.finish();
}

function writeBox(writer: Writer, box: BoxView): void {
  writer.text(box.id);
  writer.text(box.title);
  writer.text(box.name);
  writer.text(box.category);
  writer.list(box.scope, (part) => writer.text(part));
  writer.list(box.origins, (origin) => writer.number(origin));
  writer.number(packedChanges.indexOf(box.change));
  writer.number(box.counted ? 1 : 0);
  writer.text(box.domain);
  writer.list(box.inputs, (port) => writePort(writer, port));
  writer.list(box.outputs, (port) => writePort(writer, port));
  writer.list(box.attributes, ({ name, value, about }) => {
    writer.text(name);
    writer.text(value);
    writer.text(about ?? '');
  });
  writer.number(box.parameterCount);
  writer.optional(box.macs, (macs) => writer.number(macs));
  writer.optional(box.members, (members) =>
    writer.list(members, ({ opType, name }) => {
      writer.text(opType);
      writer.text(name);
    }),
  );
  writer.optional(box.reason, (reason) => writer.text(reason));
}

function writePort(writer: Writer, { formal, value, dataType, shape, source }: PortView): void {
  writer.text(formal);
  writer.text(value);
  writer.text(dataType);
  writer.text(shape);
  writer.number(packedSources.indexOf(source));
}

class Writer {
  readonly #texts = new Map<string, number>();
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  /** A whole number that is not negative. */
  number(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#bytes.length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = 128 + (rest % 128);
    this.#bytes[this.#length++] = rest;
  }

  text(text: string): void {
    let index = this.#texts.get(text);
    if (index === undefined) {
      index = this.#texts.size;
      this.#texts.set(text, index);
    }
    this.number(index);
  }

  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.number(items.length);
    for (const item of items) write(item);
  }

  optional<T>(item: T | undefined, write: (item: T) => void): void {
    this.number(item === undefined ? 0 : 1);
    if (item !== undefined) write(item);
  }

  finish(): PackedGraph {
    return {
      texts: [...this.#texts.keys()],
      numbers: Buffer.from(this.#bytes.buffer, 0, this.#length).toString('base64'),
    };
  }
}
