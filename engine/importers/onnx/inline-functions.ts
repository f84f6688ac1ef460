import { clone, create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type OperatorSetIdProto,
} from 'onnx-buf';
import { tooManyNodes } from '../errors.ts';
import type { ImportNotes } from '../import-notes.ts';

/** More nodes are not written out: a few functions that call each other could ask for 2^30. */
const MAX_NODES = 250_000;

export interface Inlined {
  readonly graph: GraphProto;
  readonly opsetImport: readonly OperatorSetIdProto[];
  /** Those that are still called, because they cannot be inlined. */
  readonly functions: readonly FunctionProto[];
}

/**
 * Puts the bodies of a model's own functions in place of their calls, in `graph` itself. Nodes and values of a body are named after the call.
 * A function that calls itself, or is written for another version of an operator set than the model, stays a call.
 * Exactness: exact. Source: onnx docs/IR.md, "Functions". Errors: onnx.too-many-nodes.
 */
export function inlineFunctions(model: ModelProto, graph: GraphProto, notes: ImportNotes): Inlined {
  if (model.functions.length === 0) return { graph, opsetImport: model.opsetImport, functions: [] };
  const inliner = new Inliner(model, notes);
  inliner.requireFitting(graph.node);
  graph.node = inliner.expandAll(graph.node);
  return { graph, opsetImport: inliner.opsetImport, functions: [...inliner.kept] };
}

type Rename = (name: string) => string;

const keyOf = (domain: string, name: string, overload: string): string => `${domain}\n${name}\n${overload}`;

class Inliner {
  readonly opsetImport: OperatorSetIdProto[];
  readonly kept = new Set<FunctionProto>();
  private readonly functionByKey: ReadonlyMap<string, FunctionProto>;
  private readonly calls: FunctionProto[] = [];
  private readonly taken = new Set<string>();
  private readonly sizes = new Map<FunctionProto, number>();

  constructor(
    model: ModelProto,
    private readonly notes: ImportNotes,
  ) {
    this.opsetImport = [...model.opsetImport];
    this.functionByKey = new Map(model.functions.map((each) => [keyOf(each.domain, each.name, each.overload), each]));
  }

  /** Counts before anything is copied. */
  requireFitting(nodes: readonly NodeProto[]): void {
    if (this.sizeOf(nodes) > MAX_NODES) throw tooManyNodes(MAX_NODES);
  }

  /** Nodes that these become. */
  private sizeOf(nodes: readonly NodeProto[]): number {
    let size = 0;
    for (const node of nodes) {
      const callee = this.calleeOf(node);
      size += callee ? this.sizeOfFunction(callee) : 1;
      for (const graph of node.attribute.flatMap(graphsOf)) size += this.sizeOf(graph.node);
    }
    return size;
  }

  private sizeOfFunction(callee: FunctionProto): number {
    const known = this.sizes.get(callee);
    if (known !== undefined) return known;
    // One that calls itself stays a call.
    this.sizes.set(callee, 1);
    const size = this.sizeOf(callee.node);
    this.sizes.set(callee, size);
    return size;
  }

  private calleeOf({ domain, opType, overload }: NodeProto): FunctionProto | undefined {
    return this.functionByKey.get(keyOf(domain, opType, overload));
  }

  expandAll(nodes: readonly NodeProto[]): NodeProto[] {
    return nodes.flatMap((node) => this.expand(node));
  }

  private expand(node: NodeProto): readonly NodeProto[] {
    for (const graph of node.attribute.flatMap(graphsOf)) graph.node = this.expandAll(graph.node);
    const callee = this.calleeOf(node);
    if (!callee) return [node];
    const obstacle = this.obstacleTo(callee);
    if (obstacle !== undefined) {
      if (!this.kept.has(callee)) this.notes.functionKept(callee.name, obstacle);
      this.kept.add(callee);
      return [node];
    }
    this.calls.push(callee);
    const body = this.bodyOf(node, callee);
    const expanded = this.expandAll(body);
    this.calls.pop();
    return expanded;
  }

  /** Why a function cannot be inlined, as a clause. */
  private obstacleTo(callee: FunctionProto): string | undefined {
    if (this.calls.includes(callee)) return 'it calls itself';
    for (const wanted of callee.opsetImport) {
      const known = this.opsetImport.find(({ domain }) => domain === wanted.domain);
      if (!known) this.opsetImport.push(wanted);
      else if (known.version !== wanted.version)
        return `it is written for version ${wanted.version} of the operators of "${wanted.domain || 'ai.onnx'}", the model for ${known.version}`;
    }
    return undefined;
  }

  private bodyOf(call: NodeProto, callee: FunctionProto): readonly NodeProto[] {
    const prefix = this.uniquePrefix(call.name || callee.name);
    const names = new Map<string, string>();
    callee.input.forEach((formal, index) => {
      names.set(formal, call.input[index] ?? '');
    });
    const passed: NodeProto[] = [];
    callee.output.forEach((formal, index) => {
      const actual = call.output[index] ?? '';
      const source = names.get(formal);
      if (source !== undefined && actual !== '') passed.push(identity(source, actual));
      else if (source === undefined && actual !== '') names.set(formal, actual);
    });
    const rename: Rename = (name) => (name === '' ? '' : (names.get(name) ?? `${prefix}/${name}`));
    const attributes = new Map(callee.attributeProto.map((each) => [each.name, each]));
    for (const attribute of call.attribute) attributes.set(attribute.name, attribute);
    return [...callee.node.map((node) => instantiate(node, rename, attributes, prefix)), ...passed];
  }

  private uniquePrefix(wanted: string): string {
    let prefix = wanted;
    for (let count = 2; this.taken.has(prefix); count++) prefix = `${wanted}_${count}`;
    this.taken.add(prefix);
    return prefix;
  }
}

const identity = (source: string, target: string): NodeProto =>
  create(NodeProtoSchema, { opType: 'Identity', input: [source], output: [target] });

/** A copy of a body's node for one call. */
const instantiate = (template: NodeProto, rename: Rename, attributes: Attributes, prefix: string): NodeProto =>
  bind(clone(NodeProtoSchema, template), rename, attributes, prefix);

type Attributes = ReadonlyMap<string, AttributeProto>;

/** Gives a node, and what is inside of it, the names and attributes of a call. */
function bind(node: NodeProto, rename: Rename, attributes: Attributes, prefix: string): NodeProto {
  node.name = node.name === '' ? '' : `${prefix}/${node.name}`;
  node.input = node.input.map(rename);
  node.output = node.output.map(rename);
  node.attribute = node.attribute.flatMap((attribute) => {
    if (attribute.refAttrName === '') {
      for (const graph of graphsOf(attribute)) bindGraph(graph, rename, attributes, prefix);
      return [attribute];
    }
    // A reference to an attribute of the function: what the call, or else the function, gives for it; nothing where neither does.
    const given = attributes.get(attribute.refAttrName);
    return given ? [Object.assign(clone(AttributeProtoSchema, given), { name: attribute.name })] : [];
  });
  return node;
}

const graphsOf = ({ g, graphs }: AttributeProto): readonly GraphProto[] => (g ? [g, ...graphs] : graphs);

/** A subgraph inside of a body sees the names around it, so that all of them change alike. */
function bindGraph(graph: GraphProto, rename: Rename, attributes: Attributes, prefix: string): void {
  for (const info of [...graph.input, ...graph.output, ...graph.valueInfo]) info.name = rename(info.name);
  for (const tensor of graph.initializer) tensor.name = rename(tensor.name);
  for (const { values } of graph.sparseInitializer) if (values) values.name = rename(values.name);
  for (const node of graph.node) bind(node, rename, attributes, prefix);
}
