import type { Graph, Node, ValueId } from '../ir/graph.ts';

/**
 * The names of a graph's values in a file: the ones they have, made unique where rewrites left two alike.
 * A captured value goes by the name of the outer value it stands for.
 */
export class ExportNames {
  private readonly names = new Map<ValueId, string>();

  private constructor(private readonly taken: Set<string>) {}

  static of(graph: Graph, outer?: ExportNames, captured: ReadonlyMap<ValueId, string> = new Map()): ExportNames {
    const names = new ExportNames(new Set(outer?.taken));
    for (const [id, name] of captured) names.names.set(id, name);
    for (const id of [...graph.inputs, ...graph.outputs]) names.claim(id, graph.values.get(id)?.name ?? '');
    for (const value of graph.values.values()) names.claim(value.id, value.name);
    return names;
  }

  of(id: ValueId | undefined): string {
    return id === undefined ? '' : (this.names.get(id) ?? '');
  }

  private claim(id: ValueId, wanted: string): void {
    if (this.names.has(id)) return;
    let name = wanted || `value_${id}`;
    while (this.taken.has(name)) name = `${name}_${id}`;
    this.taken.add(name);
    this.names.set(id, name);
  }
}

/**
 * Names for the nodes of one graph, in the order in which they are asked for. ONNX Runtime refuses two alike. A node without a
 * name keeps none, unless a rewrite made it: then profiles and errors must be able to name it.
 */
export class NodeNames {
  private readonly taken = new Set<string>();

  of(node: Node): string {
    const isImported = node.origins.includes(node.id);
    const wanted = node.name === '' && !isImported ? `${node.opType}_${node.id}` : node.name;
    if (wanted === '') return '';
    const name = this.taken.has(wanted) ? `${wanted}_${node.id}` : wanted;
    this.taken.add(name);
    return name;
  }
}

/** Values that stand for outer ones, by the outer names. */
export const capturedNames = (
  captures: readonly { readonly inner: ValueId; readonly index: number }[],
  node: Node,
  outer: ExportNames,
): ReadonlyMap<ValueId, string> => new Map(captures.map(({ inner, index }) => [inner, outer.of(node.captures[index])]));
