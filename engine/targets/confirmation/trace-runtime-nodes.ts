import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { consumersOf, findProducer, topologicalOrder, usesOf } from '../../ir/query.ts';
import { readFlag, readString } from '../../ops/attributes.ts';

/** A node of the graph that a runtime made, with the nodes of the planned graph that it computes. */
export interface RuntimeNode {
  readonly node: Node;
  /** None for what the runtime added: a change of layout, a part of an operator that it spelled out. */
  readonly covers: readonly NodeId[];
  readonly isLayoutChange: boolean;
  /** Of an added node that is no change of layout: the planned nodes downstream whose work it is a part of. */
  readonly partOf: readonly NodeId[];
}

/**
 * Finds out which nodes of a planned graph each node of the runtime's own optimized graph computes. A runtime keeps the
 * names of most values; between the known ones, a runtime node computes what no other one does. `nameOf` gives the names that
 * the planned graph's values had in the file that the runtime was given. Takes time in proportion to both graphs.
 */
export const traceRuntimeNodes = (
  planned: Graph,
  runtime: Graph,
  nameOf: (id: ValueId) => string,
): readonly RuntimeNode[] => new RuntimeTracer(planned, runtime, nameOf).trace();

/** What ONNX Runtime inserts at the edges of a blocked layout and of a device. */
const layoutOperators: ReadonlySet<string> = new Set([
  'ReorderInput',
  'ReorderOutput',
  'MemcpyFromHost',
  'MemcpyToHost',
]);
/** Operators that it inserts as well, besides those of the model. */
const insertedOperators: ReadonlySet<string> = new Set(['Transpose', 'Cast']);

/** An operator is spelled out in tens of nodes at most. */
const SEARCH_LIMIT = 64;

class RuntimeTracer {
  private readonly order: readonly Node[];
  private readonly plannedByName = new Map<string, ValueId>();
  private readonly nodeByName = new Map<string, Node>();
  /** The planned value that a value of the runtime's graph holds, whatever its layout. */
  private readonly held = new Map<ValueId, ValueId>();
  /** The runtime node that computes a planned node's output. */
  private readonly makers = new Map<NodeId, Node>();
  private readonly layoutChanges = new Set<Node>();

  constructor(
    private readonly planned: Graph,
    private readonly runtime: Graph,
    nameOf: (id: ValueId) => string,
  ) {
    this.order = topologicalOrder(runtime);
    for (const { id } of planned.values.values()) this.plannedByName.set(nameOf(id), id);
    for (const node of planned.nodes.values()) if (node.name !== '') this.nodeByName.set(node.name, node);
  }

  trace(): readonly RuntimeNode[] {
    for (const { id, name } of this.runtime.values.values()) {
      const known = this.plannedByName.get(name);
      if (known !== undefined) this.held.set(id, known);
    }
    // Against the flow first: a layout change before a value with a name says what it was made from.
    for (const node of this.order.toReversed()) {
      if (this.transposes(node)) this.beginAtTranspose(node);
      else this.passOn(node, node.outputs[0], node.inputs[0]);
    }
    for (const node of this.order) {
      if (!this.transposes(node)) this.passOn(node, node.inputs[0], node.outputs[0]);
      if (!this.layoutChanges.has(node)) this.claim(node);
    }
    return this.order.map((node) => this.describe(node));
  }

  /** True for the change of layout that does a Transpose to channels last on its way. */
  private transposes({ opType, attributes, outputs: [output] }: Node): boolean {
    const held = output === undefined ? undefined : this.held.get(output);
    const made = held === undefined ? undefined : findProducer(this.planned, held);
    return opType === 'ReorderOutput' && readFlag(attributes, 'channels_last', false) && made?.opType === 'Transpose';
  }

  private beginAtTranspose(node: Node): void {
    const [input] = node.inputs;
    const [transposed] = this.producersOf(node)[0]?.inputs ?? [];
    if (input !== undefined && transposed !== undefined && !this.held.has(input)) this.held.set(input, transposed);
  }

  /** A layout change holds on both sides the same value. */
  private passOn(node: Node, known: ValueId | undefined, unknown: ValueId | undefined): void {
    if (known === undefined || unknown === undefined) return;
    const value = this.held.get(known);
    const isNews = value !== undefined && !this.held.has(unknown);
    const isInserted = insertedOperators.has(node.opType) && !this.nodeByName.has(node.name);
    if (layoutOperators.has(node.opType) || (isInserted && isNews)) this.layoutChanges.add(node);
    if (isNews && this.layoutChanges.has(node)) this.held.set(unknown, value);
  }

  /** Notes whose outputs a runtime node computes, by the names of its outputs or else by its own. */
  private claim(node: Node): void {
    const [first] = node.outputs;
    if (first !== undefined && this.heldBy(node.outputs).length === 0) {
      const start = this.namedOutput(node);
      if (start !== undefined) this.held.set(first, this.follow(node, start));
    }
    for (const producer of this.producersOf(node)) this.makers.set(producer.id, node);
  }

  /** The value that a kernel is named after: ONNX Runtime calls blocked ones by their output, fused ones by a node. */
  private namedOutput({ name }: Node): ValueId | undefined {
    const plannedName = name.replace(/(_nchwc|\/\w+Fusion\/?)?(_token_\d+)?$/, '');
    return this.plannedByName.get(plannedName) ?? this.nodeByName.get(plannedName)?.outputs[0];
  }

  /** Walks from that value over the sum and the function that the kernel also computes. */
  private follow(node: Node, start: ValueId): ValueId {
    const [, , , sum] = node.inputs;
    const addend = sum === undefined ? undefined : this.held.get(sum);
    const activation = readString(node.attributes, 'activation', undefined);
    let current = start;
    for (;;) {
      const [next, ...others] = consumersOf(this.planned, current);
      const [output] = next?.outputs ?? [];
      const isAbsorbed =
        next?.opType === 'Add' ? addend !== undefined && next.inputs.includes(addend) : next?.opType === activation;
      if (!next || others.length > 0 || output === undefined || !isAbsorbed) return current;
      this.makers.set(next.id, node);
      current = output;
    }
  }

  private describe(node: Node): RuntimeNode {
    const isLayoutChange = this.layoutChanges.has(node);
    const covers = isLayoutChange ? [] : this.coverOf(node);
    const partOf = isLayoutChange || covers.length > 0 ? [] : this.workDownstream(node);
    return { node, covers, isLayoutChange, partOf };
  }

  /** The planned nodes behind a runtime node's outputs, down to its inputs and to what other runtime nodes compute. */
  private coverOf(node: Node): readonly NodeId[] {
    const given = new Set(this.heldBy(usesOf(node)));
    const covered = new Set<NodeId>();
    const waiting: Node[] = [];
    const enter = (producer: Node | undefined): void => {
      if (!producer || covered.has(producer.id)) return;
      const maker = this.makers.get(producer.id);
      if (maker && maker !== node) return;
      covered.add(producer.id);
      waiting.push(producer);
    };
    for (const producer of this.producersOf(node)) enter(producer);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      for (const used of usesOf(next)) if (!given.has(used)) enter(findProducer(this.planned, used));
    }
    return [...covered];
  }

  /** Downstream of a node that computes nothing with a name, the nearest planned nodes that are computed. */
  private workDownstream(node: Node): readonly NodeId[] {
    const found = new Set<NodeId>();
    const seen = new Set<Node>([node]);
    for (const current of seen) {
      for (const output of current.outputs) {
        for (const user of output === undefined ? [] : consumersOf(this.runtime, output)) {
          const made = this.layoutChanges.has(user) ? [] : this.producersOf(user);
          for (const { id } of made) found.add(id);
          if (made.length === 0 && seen.size < SEARCH_LIMIT) seen.add(user);
        }
      }
    }
    return [...found];
  }

  private heldBy(ids: readonly (ValueId | undefined)[]): readonly ValueId[] {
    return ids.flatMap((id) => (id === undefined ? [] : (this.held.get(id) ?? [])));
  }

  /** The planned nodes that make what a runtime node's outputs hold. */
  private producersOf(node: Node): readonly Node[] {
    return this.heldBy(node.outputs).flatMap((id) => findProducer(this.planned, id) ?? []);
  }
}
