import { invariant } from '../errors.ts';
import type { Graph, Layer, Node, NodeId, SourceLayer, ValueId, ValueType } from '../ir/graph.ts';
import { attributeText } from '../ir/print.ts';
import { findProducer, requireNode, requireValue, topologicalOrder } from '../ir/query.ts';
import { elementCountOf, printShape } from '../ir/shape.ts';
import { findAttributeWords } from '../ops/attribute-words.ts';
import { findOpSpec } from '../ops/registry.ts';
import { boxTitle } from './box-title.ts';
import type { AttributeView, BoxCategory, BoxId, BoxView, EdgeView, GraphView, PortView } from './graph-view.ts';
import { commonScope, type Scope } from './scope-of.ts';

/** What the conversion needs besides the graph. */
export interface GraphViewContext {
  /** The imported graph, where origins have their names and operators. */
  readonly imported: Graph;
  /** The part of the model that an imported node belongs to. */
  scopeOf(origin: NodeId): Scope;
  /** Multiply-accumulates of a node; undefined where they do not follow from its operator and shapes. */
  macsOf(node: Node): number | undefined;
  /** False for a node that the counting convention leaves out. */
  isCounted(node: Node): boolean;
  /** True for a rule that merges siblings. */
  isMerge(rule: string): boolean;
}

/**
 * A graph as the window draws it. A layer becomes one box; a node outside of layers becomes a box of its own; an elided
 * layer (a concat that needs no step) disappears, its producers joined to its users, with a box for each copy it forces.
 */
export function toGraphView(graph: Graph, context: GraphViewContext): GraphView {
  return new Drawing(graph, context).view();
}

class Drawing {
  private readonly boxes: BoxView[] = [];
  private readonly edges = new Map<string, EdgeView>();
  private readonly boxOf = new Map<NodeId, BoxId>();
  /** By id: a value is written at both of its ends and on every line between them. */
  private readonly types: TypeText[] = [];
  private readonly order: readonly Node[];
  private readonly positions: ReadonlyMap<NodeId, number>;
  /** Nodes of layers that importing made several nodes of; as imported, each such layer is one box. */
  private readonly bySource: ReadonlyMap<SourceLayer, readonly Node[]>;

  constructor(
    private readonly graph: Graph,
    private readonly context: GraphViewContext,
  ) {
    this.order = topologicalOrder(graph);
    this.positions = new Map(this.order.map((node, index) => [node.id, index]));
    this.bySource = graph === context.imported ? nodesBySource(this.order) : new Map();
  }

  view(): GraphView {
    for (const id of this.graph.inputs)
      if (!this.graph.initializers.has(id)) this.boxes.push(this.terminal(id, 'input'));
    for (const node of this.order) this.place(node);
    for (const id of this.graph.outputs) this.boxes.push(this.terminal(id, 'output'));
    for (const node of this.order) {
      if (this.isElided(node.id)) continue;
      for (const used of [...node.inputs, ...node.captures])
        if (used !== undefined) this.connect(used, this.requireBox(node.id));
    }
    for (const id of this.graph.outputs) this.connect(id, `o:${this.nameOf(id)}`);
    return { boxes: this.boxes, edges: [...this.edges.values()] };
  }

  private place(node: Node): void {
    const layer = this.layerOf(node.id);
    const members = node.source && this.bySource.get(node.source);
    if (!layer && members) {
      if (this.boxOf.has(node.id)) return;
      for (const member of members) this.boxOf.set(member.id, `n${node.id}`);
      this.boxes.push(this.box(`n${node.id}`, members, undefined));
      return;
    }
    if (!layer) {
      const id: BoxId = `n${node.id}`;
      this.boxOf.set(node.id, id);
      this.boxes.push(this.box(id, [node], undefined));
      return;
    }
    if (layer.kind === 'elided') {
      for (const value of layer.copies) if (node.inputs.includes(value)) this.boxes.push(this.copyBox(layer, value));
      return;
    }
    const id: BoxId = `l${layer.id}`;
    if (!this.boxOf.has(node.id)) {
      for (const member of layer.nodeIds) this.boxOf.set(member, id);
      const members = new Set<NodeId>(layer.nodeIds);
      this.boxes.push(this.box(id, this.inOrder(members), layer));
    }
  }

  /** Layers are small: sorting their members beats walking the graph. */
  private inOrder(members: ReadonlySet<NodeId>): readonly Node[] {
    return [...members]
      .map((id) => requireNode(this.graph, id))
      .sort((a, b) => (this.positions.get(a.id) ?? 0) - (this.positions.get(b.id) ?? 0));
  }

  private box(id: BoxId, members: readonly Node[], layer: Layer | undefined): BoxView {
    const [anchor] = members;
    const origins = originsOf(members);
    const originals: Node[] = [];
    for (const origin of origins) {
      const node = this.context.imported.nodes.get(origin);
      if (node) originals.push(node);
    }
    const macs = sumDefined(members.map((node) => this.context.macsOf(node)));
    const merged = layer?.rules.some((rule) => this.context.isMerge(rule)) ?? false;
    const replaced = replacedBy(members, originals);
    const named = namesOf(originals.length > 0 && !replaced ? originals : members);
    return {
      id,
      title: boxTitle(named.map(({ opType }) => opType)),
      name: (replaced ? namesOf([replaced]) : named).find(({ name }) => name !== '')?.name ?? anchor?.name ?? '',
      category: anchor ? categoryOf(this.dominant(members)) : 'other',
      scope: commonScope(origins.map((origin) => this.context.scopeOf(origin))),
      origins,
      change: merged
        ? 'merged'
        : replaced
          ? 'rewritten'
          : originals.length === 0
            ? 'added'
            : named.length > 1
              ? 'fused'
              : 'kept',
      counted: members.some((node) => this.context.isCounted(node)),
      domain: anchor?.domain ?? '',
      inputs: this.inputPorts(members),
      outputs: this.outputPorts(members),
      attributes: members.flatMap((node) =>
        Array.from(node.attributes, ([name, value]): AttributeView => {
          const about = findAttributeWords(node, name);
          return {
            name: members.length > 1 ? `${node.opType}.${name}` : name,
            value: attributeText(value),
            ...(about !== undefined && { about }),
          };
        }),
      ),
      parameterCount: this.parametersOf(members),
      ...(macs !== undefined && { macs }),
      ...((members.length > 1 || named.length > 1) && {
        members: named,
      }),
      ...(replaced && { reason: `Computes ${replaced.source?.type ?? replaced.opType}, or a part of it.` }),
      ...(layer && { reason: `Runs as one kernel: ${layer.rules.join(', ')}` }),
    };
  }

  /** The member that does the work, after which the box is coloured. */
  private dominant(members: readonly Node[]): Node {
    return members.reduce((best, node) =>
      (this.context.macsOf(node) ?? 0) > (this.context.macsOf(best) ?? 0) ? node : best,
    );
  }

  private copyBox(layer: Layer, value: ValueId): BoxView {
    return {
      id: copyBoxId(layer, value),
      title: 'Copy',
      name: '',
      category: 'concat',
      scope: [],
      origins: [],
      change: 'added',
      counted: true,
      domain: '',
      inputs: [this.port('', value)],
      outputs: [],
      attributes: [],
      parameterCount: 0,
      reason: `The concat was eliminated, but its input "${this.nameOf(value)}" cannot be written in place and is copied.`,
    };
  }

  private terminal(id: ValueId, kind: 'input' | 'output'): BoxView {
    const port = this.port('', id);
    return {
      id: kind === 'input' ? `i:${this.nameOf(id)}` : `o:${this.nameOf(id)}`,
      title: this.nameOf(id),
      name: this.nameOf(id),
      category: kind,
      scope: [],
      origins: [],
      change: 'kept',
      counted: false,
      domain: '',
      inputs: kind === 'output' ? [port] : [],
      outputs: kind === 'input' ? [port] : [],
      attributes: [],
      parameterCount: 0,
    };
  }

  /** What comes from outside of the members. */
  private inputPorts(members: readonly Node[]): readonly PortView[] {
    const inner = members.length > 1 ? new Set(members.flatMap((node) => node.outputs)) : noValues;
    const ports: PortView[] = [];
    for (const node of members) {
      const formals = findOpSpec(node)?.inputs ?? [];
      node.inputs.forEach((id, index) => {
        if (!inner.has(id)) ports.push(this.port(formalName(formals, index), id));
      });
      for (const id of node.captures) if (!inner.has(id)) ports.push(this.port('captured', id));
    }
    return ports;
  }

  /** What nodes other than the members use, or nobody. */
  private outputPorts(members: readonly Node[]): readonly PortView[] {
    const inside = new Set<NodeId>(members.length > 1 ? members.map((member) => member.id) : []);
    const leaves = (id: ValueId): boolean => {
      if (inside.size === 0 || this.graph.outputs.includes(id)) return true;
      const users = [...(this.graph.consumers.get(id) ?? [])];
      return users.length === 0 || users.some((user) => !inside.has(user));
    };
    const ports: PortView[] = [];
    for (const node of members) {
      const formals = findOpSpec(node)?.outputs ?? [];
      node.outputs.forEach((id, index) => {
        if (id !== undefined && leaves(id)) ports.push(this.port(formalName(formals, index), id));
      });
    }
    return ports;
  }

  private port(formal: string, id: ValueId | undefined): PortView {
    if (id === undefined) return { formal, value: '', dataType: '', shape: '', source: 'absent' };
    const { dataType, shape } = this.typeOf(id);
    return {
      formal,
      value: this.nameOf(id),
      dataType,
      shape,
      source: this.graph.initializers.has(id) ? 'initializer' : 'activation',
    };
  }

  private parametersOf(members: readonly Node[]): number {
    const counted = new Set<ValueId>();
    let sum = 0;
    for (const { inputs } of members)
      for (const id of inputs) {
        const tensor = id === undefined || counted.has(id) ? undefined : this.graph.initializers.get(id);
        if (id === undefined || tensor === undefined) continue;
        counted.add(id);
        sum += elementCountOf(tensor.dims);
      }
    return sum;
  }

  /** Draws an edge from where a value is made to a box, through elided layers. */
  private connect(value: ValueId, to: BoxId): void {
    const producer = findProducer(this.graph, value);
    if (!producer) {
      if (this.graph.inputs.includes(value) && !this.graph.initializers.has(value))
        this.edge(`i:${this.nameOf(value)}`, to, value);
      return;
    }
    const layer = this.layerOf(producer.id);
    if (layer?.kind !== 'elided') {
      this.edge(this.requireBox(producer.id), to, value);
      return;
    }
    for (const input of producer.inputs) {
      if (input === undefined || this.graph.initializers.has(input)) continue;
      if (!layer.copies.includes(input)) this.connect(input, to);
      else {
        this.connect(input, copyBoxId(layer, input));
        this.edge(copyBoxId(layer, input), to, input);
      }
    }
  }

  private edge(from: BoxId, to: BoxId, value: ValueId): void {
    if (from === to) return;
    const key = `${from} ${to} ${value}`;
    if (!this.edges.has(key))
      this.edges.set(key, { from, to, value: this.nameOf(value), label: this.typeOf(value).label });
  }

  private typeOf(id: ValueId): TypeText {
    const known = this.types[id];
    if (known) return known;
    const text = typeText(requireValue(this.graph, id).type);
    this.types[id] = text;
    return text;
  }

  private nameOf(id: ValueId): string {
    return requireValue(this.graph, id).name;
  }

  private layerOf(id: NodeId): Layer | undefined {
    const layerId = this.graph.layerOf.get(id);
    return layerId === undefined ? undefined : this.graph.layers.get(layerId);
  }

  private isElided(id: NodeId): boolean {
    return this.layerOf(id)?.kind === 'elided';
  }

  private requireBox(id: NodeId): BoxId {
    const box = this.boxOf.get(id);
    invariant(box, `Node ${id} was not drawn`);
    return box;
  }
}

/** The type of a value for people: 'float32', '[N, 64]', 'float32 [N, 64]'; '' for what is not known. */
interface TypeText {
  readonly dataType: string;
  readonly shape: string;
  readonly label: string;
}

function typeText(type: ValueType | undefined): TypeText {
  if (type?.kind !== 'tensor') return { dataType: type?.kind ?? '', shape: '', label: type?.kind ?? '' };
  const dataType = type.dataType ?? '';
  const shape = type.shape ? printShape(type.shape) : '';
  return { dataType, shape, label: dataType && shape ? `${dataType} ${shape}` : dataType || shape };
}

const noValues: ReadonlySet<ValueId | undefined> = new Set();

/** Imported nodes that any of them stands for, in the order of the file. */
function originsOf(members: readonly Node[]): readonly NodeId[] {
  const [anchor] = members;
  if (anchor && members.length === 1 && anchor.origins.length < 2) return anchor.origins;
  return [...new Set(members.flatMap((node) => node.origins))].sort((a, b) => a - b);
}

/** The one imported node that a single node of another operator computes, or a part of it: as imported it is not. */
function replacedBy([node, ...others]: readonly Node[], originals: readonly Node[]): Node | undefined {
  const [original, ...more] = originals;
  if (!node || !original || others.length > 0 || more.length > 0) return undefined;
  return node.opType === original.opType && node.domain === original.domain ? undefined : original;
}

const copyBoxId = (layer: Layer, value: ValueId): BoxId => `c${layer.id}:${value}`;

/** Formal names end in '...' where the last input repeats. */
function formalName(formals: readonly string[], index: number): string {
  const last = formals.at(-1) ?? '';
  if (last.endsWith('...') && index >= formals.length - 1) return `${last.slice(0, -3)}${index - formals.length + 2}`;
  return formals[index] ?? '';
}

function categoryOf(node: Node): BoxCategory {
  return findOpSpec(node)?.category ?? 'opaque';
}

/** What nodes are called: by the layers that they were made from, each once, or by their operators. */
function namesOf(nodes: readonly Node[]): readonly { readonly opType: string; readonly name: string }[] {
  const seen = new Set<SourceLayer>();
  return nodes.flatMap(({ source, opType, name }) => {
    if (!source) return [{ opType, name }];
    if (seen.has(source)) return [];
    seen.add(source);
    return [{ opType: source.type, name: source.name }];
  });
}

function nodesBySource(order: readonly Node[]): ReadonlyMap<SourceLayer, readonly Node[]> {
  const found = new Map<SourceLayer, Node[]>();
  for (const node of order) {
    if (!node.source) continue;
    const known = found.get(node.source);
    if (known) known.push(node);
    else found.set(node.source, [node]);
  }
  return new Map([...found].filter(([, nodes]) => nodes.length > 1));
}

const sumDefined = (values: readonly (number | undefined)[]): number | undefined =>
  values.some((value) => value === undefined)
    ? undefined
    : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
