import type {
  Attribute,
  Attributes,
  CarriedGraphParts,
  Graph,
  Layer,
  LayerId,
  Node,
  NodeId,
  Value,
  ValueId,
  ValueType,
} from './graph.ts';
import { IdMap } from './id-map.ts';
import { usesOf } from './query.ts';
import type { Tensor } from './tensor.ts';
import { Users } from './users.ts';

export interface GraphHeader {
  readonly name: string;
  readonly docString?: string;
  readonly opsets: ReadonlyMap<string, number>;
  readonly carried?: CarriedGraphParts;
}

const carriesNothing: CarriedGraphParts = { quantizationAnnotations: [], sparseInitializers: [], metadata: new Map() };

/** Makes a graph from nothing, in one go: for importers and for the text form. Rewrites use a Patch. */
export class GraphBuilder {
  private readonly nodes: Node[] = [];
  /** By id. */
  private readonly values: (Value | undefined)[] = [];
  private readonly initializers = new Map<ValueId, Tensor>();
  private readonly inputs: ValueId[] = [];
  private readonly outputs: ValueId[] = [];
  private nextId = 0;

  constructor(private readonly header: GraphHeader) {}

  value(name: string, type?: ValueType, extra?: Pick<Value, 'docString' | 'metadata'>): ValueId {
    const id = this.nextId++ as ValueId;
    this.values[id] = { id, name, ...(type && { type }), ...extra };
    return id;
  }

  setType(id: ValueId, type: ValueType): void {
    const value = this.values[id];
    if (value) this.values[id] = { ...value, type };
  }

  initializer(id: ValueId, tensor: Tensor): void {
    this.initializers.set(id, tensor);
  }

  input(id: ValueId): void {
    this.inputs.push(id);
  }

  output(id: ValueId): void {
    this.outputs.push(id);
  }

  /** Adds a node that stands for itself. */
  node(node: Omit<Node, 'id' | 'origins'>): NodeId {
    const id = this.nextId++ as NodeId;
    this.nodes.push({ ...node, id, origins: [id] });
    return id;
  }

  build(): Graph {
    // Arrays of their full length from the start: one that is first filled at its end is kept as a hash table.
    const nodes = new Array<Node | undefined>(this.nextId);
    const producers = new Array<NodeId | undefined>(this.nextId);
    const consumers = new Array<NodeId[] | undefined>(this.nextId);
    for (const node of this.nodes) {
      nodes[node.id] = node;
      for (const output of node.outputs) if (output !== undefined) producers[output] = node.id;
      for (const used of usesOf(node)) {
        const users = consumers[used];
        if (!users) consumers[used] = [node.id];
        // A node that uses a value twice is its user once, and was the last to be added.
        else if (users.at(-1) !== node.id) users.push(node.id);
      }
    }
    return {
      name: this.header.name,
      docString: this.header.docString ?? '',
      opsets: this.header.opsets,
      nodes: IdMap.fromArray(nodes),
      values: IdMap.fromArray(this.values),
      initializers: IdMap.from(this.initializers),
      inputs: this.inputs,
      outputs: this.outputs,
      producers: IdMap.fromArray(producers),
      consumers: IdMap.fromArray(consumers.map((users) => users && Users.of(users))),
      layers: IdMap.empty<Layer>(),
      layerOf: IdMap.empty<LayerId>(),
      nextId: this.nextId,
      carried: this.header.carried ?? carriesNothing,
    };
  }
}

const utf8 = new TextEncoder();

/**
 * Attributes from plain values: whole numbers become ints, other numbers floats, and so do those that a number does not hold exactly:
 * damaged files have dims beyond int64. Use `floatAttribute` where 1 means 1.0.
 */
export function attributesOf(record: Readonly<Record<string, AttributeLiteral | undefined>>): Attributes {
  const attributes = new Map<string, Attribute>();
  for (const [name, literal] of Object.entries(record)) {
    if (literal !== undefined) attributes.set(name, toAttribute(literal));
  }
  return attributes;
}

export type AttributeLiteral = number | string | readonly number[] | Attribute;

export const floatAttribute = (value: number): Attribute => ({ type: 'float', value });

function toAttribute(literal: AttributeLiteral): Attribute {
  if (typeof literal === 'string') return { type: 'string', value: utf8.encode(literal) };
  if (typeof literal === 'number') {
    return Number.isSafeInteger(literal) ? { type: 'int', value: BigInt(literal) } : { type: 'float', value: literal };
  }
  if (!isNumberList(literal)) return literal;
  return literal.every(Number.isSafeInteger)
    ? { type: 'ints', value: literal.map((value) => BigInt(value)) }
    : { type: 'floats', value: literal };
}

const isNumberList = (literal: readonly number[] | Attribute): literal is readonly number[] => Array.isArray(literal);
