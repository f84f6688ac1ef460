import { invariant } from '../errors.ts';
import type { Graph, Layer, Node, NodeId, Value, ValueId } from './graph.ts';
import type { IdMap } from './id-map.ts';
import type { Edit, Patch } from './patch.ts';
import { usesOf } from './query.ts';
import { Users } from './users.ts';

/**
 * The graph after a patch. Costs the size of the patch and of what it makes unused; everything else is shared.
 * A value that a new node takes over keeps its name, so graph outputs and debug names survive rewrites.
 */
export function applyPatch(graph: Graph, patch: Patch): Graph {
  const edit = new Editing(graph, patch.nextId);
  for (const change of patch.edits) edit.apply(change);
  edit.sweep();
  return edit.commit();
}

/** Changes over a map that is left as it is. */
class Overlay<V> {
  private readonly changes = new Map<number, V | undefined>();
  constructor(private readonly base: IdMap<V>) {}
  get(id: number): V | undefined {
    return this.changes.has(id) ? this.changes.get(id) : this.base.get(id);
  }
  set(id: number, value: V | undefined): void {
    this.changes.set(id, value);
  }
  commit(): IdMap<V> {
    return this.changes.size === 0 ? this.base : this.base.withAll(this.changes);
  }
}

class Editing {
  private readonly nodes: Overlay<Node>;
  private readonly values: Overlay<Value>;
  private readonly initializers: Overlay<NonNullable<ReturnType<Graph['initializers']['get']>>>;
  private readonly producers: Overlay<NodeId>;
  private readonly consumers: Overlay<Users>;
  private readonly layers: Overlay<Layer>;
  private readonly layerOf: Overlay<Layer['id']>;
  private inputs: readonly ValueId[];
  private outputs: readonly ValueId[];
  private opsets: ReadonlyMap<string, number>;
  /** Values that may have lost their last use. */
  private readonly suspects = new Set<ValueId>();

  constructor(
    private readonly graph: Graph,
    private nextId: number,
  ) {
    this.nodes = new Overlay(graph.nodes);
    this.values = new Overlay(graph.values);
    this.initializers = new Overlay(graph.initializers);
    this.producers = new Overlay(graph.producers);
    this.consumers = new Overlay(graph.consumers);
    this.layers = new Overlay(graph.layers);
    this.layerOf = new Overlay(graph.layerOf);
    this.inputs = graph.inputs;
    this.outputs = graph.outputs;
    this.opsets = graph.opsets;
  }

  apply(change: Edit): void {
    switch (change.kind) {
      case 'add-value':
        this.values.set(change.value.id, change.value);
        if (change.tensor) this.initializers.set(change.value.id, change.tensor);
        this.suspect(change.value.id);
        return;
      case 'add-node':
        this.addNode(change.node);
        return;
      case 'set-node':
        this.setNode(change.node);
        return;
      case 'redirect':
        this.redirect(change.from, change.to);
        return;
      case 'set-type': {
        this.values.set(change.id, { ...this.requireValue(change.id), type: change.type });
        return;
      }
      case 'set-constant':
        this.detach(change.id);
        this.initializers.set(change.id, change.tensor);
        this.suspect(change.id);
        return;
      case 'set-layer':
        this.setLayer(change.layer);
        return;
      case 'ungroup':
        for (const id of this.layers.get(change.id)?.nodeIds ?? []) this.layerOf.set(id, undefined);
        this.layers.set(change.id, undefined);
        return;
      case 'sweep':
        for (const id of change.ids) this.suspect(id);
        return;
      case 'set-inputs':
        for (const id of this.inputs) this.suspect(id);
        this.inputs = change.inputs;
        return;
      case 'set-outputs':
        for (const id of this.outputs) this.suspect(id);
        this.outputs = change.outputs;
        return;
      case 'set-opset':
        this.opsets = new Map(this.opsets).set(change.domain, change.version);
    }
  }

  /** Removes nodes and constants that nothing uses any more, starting from what this patch touched. */
  sweep(): void {
    for (const id of this.suspects) {
      if (this.isUsed(id) || !this.values.get(id)) continue;
      const producerId = this.producers.get(id);
      if (producerId === undefined) {
        if (this.initializers.get(id) || id >= this.graph.nextId) this.removeValue(id);
        continue;
      }
      const producer = this.requireNode(producerId);
      if (producer.outputs.some((output) => output !== undefined && this.isUsed(output))) continue;
      this.removeNode(producer);
    }
  }

  commit(): Graph {
    return {
      ...this.graph,
      opsets: this.opsets,
      nodes: this.nodes.commit(),
      values: this.values.commit(),
      initializers: this.initializers.commit(),
      producers: this.producers.commit(),
      consumers: this.consumers.commit(),
      layers: this.layers.commit(),
      layerOf: this.layerOf.commit(),
      inputs: this.inputs,
      outputs: this.outputs,
      nextId: this.nextId,
    };
  }

  /** Moves the value to the end of the queue: it must be looked at after the change at hand. */
  private suspect(id: ValueId): void {
    this.suspects.delete(id);
    this.suspects.add(id);
  }

  private isUsed(id: ValueId): boolean {
    return (this.consumers.get(id)?.count ?? 0) > 0 || this.outputs.includes(id);
  }

  private addNode(node: Node): void {
    this.nodes.set(node.id, node);
    for (const output of node.outputs) {
      if (output === undefined) continue;
      this.producers.set(output, node.id);
      this.suspect(output);
    }
    for (const used of usesOf(node)) this.addConsumer(used, node.id);
  }

  private setNode(node: Node): void {
    const before = new Set(usesOf(this.requireNode(node.id)));
    const after = new Set(usesOf(node));
    for (const used of before) if (!after.has(used)) this.removeConsumer(used, node.id);
    for (const used of after) if (!before.has(used)) this.addConsumer(used, node.id);
    this.nodes.set(node.id, node);
  }

  private redirect(from: ValueId, to: ValueId): void {
    if (from === to) return;
    for (const id of [...(this.consumers.get(from) ?? [])]) {
      const node = this.requireNode(id);
      const swap = <V extends ValueId | undefined>(value: V) => (value === from ? (to as V) : value);
      this.setNode({ ...node, inputs: node.inputs.map(swap), captures: node.captures.map(swap) });
    }
    if (this.outputs.includes(from)) this.redirectOutput(from, to);
    else if (to >= this.graph.nextId && this.producers.get(to) !== undefined) this.inherit(from, to);
    this.suspect(from);
  }

  /** A graph output must keep its name: `to` takes it over, or, where it cannot, an Identity carries it. */
  private redirectOutput(from: ValueId, to: ValueId): void {
    if (this.producers.get(to) !== undefined && !this.outputs.includes(to)) {
      this.inherit(from, to);
      this.outputs = this.outputs.map((output) => (output === from ? to : output));
      return;
    }
    const replaced = this.producers.get(from);
    this.detach(from);
    this.initializers.set(from, undefined);
    this.addNode({
      id: this.nextId++ as NodeId,
      name: '',
      opType: 'Identity',
      domain: '',
      overload: '',
      inputs: [to],
      outputs: [from],
      captures: [],
      attributes: new Map(),
      origins: replaced === undefined ? [] : (this.nodes.get(replaced)?.origins ?? []),
    });
  }

  /** `to` takes over the name of `from`, and its type where it has none. */
  private inherit(from: ValueId, to: ValueId): void {
    const source = this.requireValue(from);
    const target = this.requireValue(to);
    const type = target.type ?? source.type;
    this.values.set(to, { ...target, name: source.name, ...(type && { type }) });
    this.values.set(from, { ...source, name: `${source.name}_${from}` });
  }

  /** Separates a value from the node that produces it, which gets an unused output in its place. */
  private detach(id: ValueId): void {
    const producerId = this.producers.get(id);
    if (producerId === undefined) return;
    const producer = this.requireNode(producerId);
    const spare = this.nextId++ as ValueId;
    this.values.set(spare, { ...this.requireValue(id), id: spare, name: `${this.requireValue(id).name}_${spare}` });
    this.nodes.set(producerId, {
      ...producer,
      outputs: producer.outputs.map((output) => (output === id ? spare : output)),
    });
    this.producers.set(spare, producerId);
    this.producers.set(id, undefined);
    this.suspect(spare);
  }

  private setLayer(layer: Layer): void {
    for (const id of layer.nodeIds) {
      this.leaveLayer(id);
      this.layerOf.set(id, layer.id);
    }
    this.layers.set(layer.id, layer);
  }

  private leaveLayer(id: NodeId): void {
    const layerId = this.layerOf.get(id);
    const layer = layerId === undefined ? undefined : this.layers.get(layerId);
    if (!layer) return;
    const nodeIds = layer.nodeIds.filter((member) => member !== id);
    this.layers.set(layer.id, nodeIds.length === 0 ? undefined : { ...layer, nodeIds });
    this.layerOf.set(id, undefined);
  }

  private removeNode(node: Node): void {
    this.nodes.set(node.id, undefined);
    this.leaveLayer(node.id);
    for (const used of new Set(usesOf(node))) this.removeConsumer(used, node.id);
    for (const output of node.outputs) if (output !== undefined) this.removeValue(output);
  }

  private removeValue(id: ValueId): void {
    if (this.inputs.includes(id)) return;
    this.values.set(id, undefined);
    this.initializers.set(id, undefined);
    this.producers.set(id, undefined);
    this.consumers.set(id, undefined);
  }

  private addConsumer(value: ValueId, node: NodeId): void {
    this.consumers.set(value, (this.consumers.get(value) ?? Users.none).with(node));
  }

  private removeConsumer(value: ValueId, node: NodeId): void {
    this.consumers.set(value, (this.consumers.get(value) ?? Users.none).without(node));
    this.suspect(value);
  }

  private requireNode(id: NodeId): Node {
    const node = this.nodes.get(id);
    invariant(node, `No node ${id}`);
    return node;
  }

  private requireValue(id: ValueId): Value {
    const value = this.values.get(id);
    invariant(value, `No value ${id}`);
    return value;
  }
}
