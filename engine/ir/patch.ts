import { invariant } from '../errors.ts';
import type { Attributes, Graph, Layer, LayerId, Node, NodeId, Value, ValueId, ValueType } from './graph.ts';
import type { Tensor } from './tensor.ts';

/** One change of a graph. `applyPatch` keeps the use-def chains and sweeps what became unused. */
export type Edit =
  | { readonly kind: 'add-value'; readonly value: Value; readonly tensor?: Tensor }
  | { readonly kind: 'add-node'; readonly node: Node }
  /** Replaces the node with the same id; its outputs stay. */
  | { readonly kind: 'set-node'; readonly node: Node }
  /** Every use of `from`, as a graph output too, becomes a use of `to`. */
  | { readonly kind: 'redirect'; readonly from: ValueId; readonly to: ValueId }
  | { readonly kind: 'set-type'; readonly id: ValueId; readonly type: ValueType }
  /** The value becomes a constant; the node that produced it is swept. */
  | { readonly kind: 'set-constant'; readonly id: ValueId; readonly tensor: Tensor }
  /** The nodes leave the layers they were in; a layer left empty disappears. */
  | { readonly kind: 'set-layer'; readonly layer: Layer }
  | { readonly kind: 'ungroup'; readonly id: LayerId }
  /** Values to look at: what nothing uses goes, with what only it used. */
  | { readonly kind: 'sweep'; readonly ids: readonly ValueId[] }
  | { readonly kind: 'set-inputs'; readonly inputs: readonly ValueId[] }
  | { readonly kind: 'set-outputs'; readonly outputs: readonly ValueId[] }
  | { readonly kind: 'set-opset'; readonly domain: string; readonly version: number };

export interface Patch {
  readonly edits: readonly Edit[];
  /** Where id allocation continues after this patch. */
  readonly nextId: number;
}

export interface NewNode {
  readonly opType: string;
  readonly domain?: string;
  readonly name?: string;
  readonly inputs: readonly (ValueId | undefined)[];
  /** One type per output; its length is the number of outputs. Default: one output, untyped. */
  readonly outputTypes?: readonly (ValueType | undefined)[];
  readonly attributes?: Attributes;
  readonly captures?: readonly ValueId[];
  /** Nodes of the graph at hand that it replaces; their own origins are inherited. */
  readonly origins: readonly NodeId[];
}

export interface AddedNode {
  readonly id: NodeId;
  readonly outputs: readonly ValueId[];
  /** The first output. */
  readonly output: ValueId;
}

/** Collects the edits of one rewrite. Nothing happens to the graph until `applyPatch`. */
export class PatchBuilder {
  private readonly edits: Edit[] = [];
  private readonly added = new Map<NodeId, Node>();
  private nextId: number;

  constructor(readonly graph: Graph) {
    this.nextId = graph.nextId;
  }

  get isEmpty(): boolean {
    return this.edits.length === 0;
  }

  constant(tensor: Tensor, name = ''): ValueId {
    const id = this.allocate() as ValueId;
    const type: ValueType = { kind: 'tensor', dataType: tensor.dataType, shape: tensor.dims };
    this.edits.push({ kind: 'add-value', value: { id, name: name || `constant_${id}`, type }, tensor });
    return id;
  }

  add(node: NewNode): AddedNode {
    const id = this.allocate() as NodeId;
    const outputs = (node.outputTypes ?? [undefined]).map((type, index): ValueId => {
      const output = this.allocate() as ValueId;
      const name = `${node.name || node.opType.toLowerCase()}_${id}${index === 0 ? '' : `_${index}`}`;
      this.edits.push({ kind: 'add-value', value: type ? { id: output, name, type } : { id: output, name } });
      return output;
    });
    const added: Node = {
      id,
      name: node.name ?? '',
      opType: node.opType,
      domain: node.domain ?? '',
      overload: '',
      inputs: node.inputs,
      outputs,
      captures: node.captures ?? [],
      attributes: node.attributes ?? new Map(),
      origins: this.originsOf(node.origins),
    };
    this.added.set(id, added);
    this.edits.push({ kind: 'add-node', node: added });
    const [output] = outputs;
    invariant(output !== undefined, `${node.opType} was added without outputs`);
    return { id, outputs, output };
  }

  /** Every use of `from` becomes a use of `to`; what produced `from` is swept when nothing else needs it. */
  replace(from: ValueId, to: ValueId): void {
    this.edits.push({ kind: 'redirect', from, to });
  }

  /** Changes a node in place: it keeps its id, outputs and, unless given, everything else. */
  update(
    id: NodeId,
    change: Partial<Pick<Node, 'name' | 'opType' | 'domain' | 'inputs' | 'attributes' | 'captures'>> & {
      readonly origins?: readonly NodeId[];
    },
  ): void {
    const node = this.nodeOf(id);
    const origins = change.origins ? this.originsOf([id, ...change.origins]) : node.origins;
    this.edits.push({ kind: 'set-node', node: { ...node, ...change, origins } });
  }

  /** Turns a computed value into a constant. */
  fold(id: ValueId, tensor: Tensor): void {
    this.edits.push({ kind: 'set-constant', id, tensor });
  }

  /** Takes out those of these values that nothing uses, with the nodes that make them. */
  sweep(ids: readonly ValueId[]): void {
    if (ids.length > 0) this.edits.push({ kind: 'sweep', ids });
  }

  setType(id: ValueId, type: ValueType): void {
    this.edits.push({ kind: 'set-type', id, type });
  }

  /** Makes one layer of these nodes and of all layers they are in already. */
  group(
    nodeIds: readonly NodeId[],
    rule: string,
    kind: Layer['kind'] = 'kernel',
    copies: readonly ValueId[] = [],
  ): LayerId {
    const members = new Set<NodeId>();
    const rules: string[] = [];
    for (const id of nodeIds) {
      const layerId = this.graph.layerOf.get(id);
      const layer = layerId === undefined ? undefined : this.graph.layers.get(layerId);
      for (const member of layer?.nodeIds ?? [id]) members.add(member);
      for (const earlier of layer?.rules ?? []) if (!rules.includes(earlier)) rules.push(earlier);
    }
    const id = this.allocate() as LayerId;
    this.edits.push({ kind: 'set-layer', layer: { id, kind, nodeIds: [...members], copies, rules: [...rules, rule] } });
    return id;
  }

  ungroup(id: LayerId): void {
    this.edits.push({ kind: 'ungroup', id });
  }

  setOpset(domain: string, version: number): void {
    this.edits.push({ kind: 'set-opset', domain, version });
  }

  build(): Patch {
    return { edits: this.edits, nextId: this.nextId };
  }

  private allocate(): number {
    return this.nextId++;
  }

  private nodeOf(id: NodeId): Node {
    const node = this.added.get(id) ?? this.graph.nodes.get(id);
    invariant(node, `No node ${id}`);
    return node;
  }

  private originsOf(ids: readonly NodeId[]): readonly NodeId[] {
    return [...new Set(ids.flatMap((id) => this.nodeOf(id).origins))].sort((a, b) => a - b);
  }
}
