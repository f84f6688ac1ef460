import type { Graph, Node, NodeId } from '../ir/graph.ts';
import { findProducer, topologicalOrder } from '../ir/query.ts';

/** A place in the hierarchy of a model, outermost part first: ['encoder', 'layer.3', 'attention']; empty for the model itself. */
export type Scope = readonly string[];

const outermost: Scope = [];

/** By nodes: the original and what was made of it are drawn with the parts of the one. */
const scopesByNodes = new WeakMap<Graph['nodes'], ReadonlyMap<NodeId, Scope>>();

/**
 * The part of the model that each node belongs to, by what exporters leave in the file: PyTorch's list of module names in
 * a node's metadata, else the node's own name ('/encoder/layer.3/attention/MatMul', 'model/block1/conv/Conv2D',
 * 'inception_3a/1x1', 'encoder.layer.0.dense.MatMul'). A nameless constant belongs where all of its users are.
 * Told once per set of nodes.
 */
export function scopesOf(graph: Graph): ReadonlyMap<NodeId, Scope> {
  const known = scopesByNodes.get(graph.nodes);
  if (known) return known;
  const scopes = tellScopes(graph);
  scopesByNodes.set(graph.nodes, scopes);
  return scopes;
}

function tellScopes(graph: Graph): ReadonlyMap<NodeId, Scope> {
  const scopes = new Map<NodeId, Scope>();
  const unnamed = new Set<NodeId>();
  for (const node of graph.nodes.values()) {
    const scope = scopeOfModules(node) ?? scopeOfName(node.name);
    if (scope === undefined) unnamed.add(node.id);
    scopes.set(node.id, scope ?? outermost);
  }
  if (unnamed.size === 0 || unnamed.size === graph.nodes.size) return scopes;
  const order = topologicalOrder(graph);
  const constant = constantNodes(graph, order);
  for (const node of order.toReversed()) {
    if (unnamed.has(node.id) && constant.has(node.id)) scopes.set(node.id, scopeOfUsers(graph, node, scopes));
  }
  return scopes;
}

/** The innermost part that contains all of them. */
export function commonScope(scopes: readonly Scope[]): Scope {
  const [first = outermost, ...others] = scopes;
  return others.reduce((common, scope) => {
    if (scope === common) return common;
    const end = common.findIndex((part, depth) => part !== scope[depth]);
    return end === -1 ? common : common.slice(0, end);
  }, first);
}

const modulesKey = 'pkg.torch.onnx.name_scopes';

/** "['', 'm', 'm.encoder', 'm.encoder.layer.0', 'view']": a chain of modules, then the operator. */
function scopeOfModules({ metadata }: Node): Scope | undefined {
  const text = metadata?.get(modulesKey);
  if (text === undefined) return undefined;
  const names = [...text.matchAll(/'([^']*)'/g)].map(([, name = '']) => name).filter((name) => name !== '');
  let outer = '';
  return names.slice(0, -1).map((name) => {
    const part = outer !== '' && name.startsWith(`${outer}.`) ? name.slice(outer.length + 1) : name;
    outer = name;
    return part;
  });
}

/** Undefined for a name without parts, which says nothing about where its node belongs. */
function scopeOfName(name: string): Scope | undefined {
  if (name.includes('/')) return name.split('/').slice(0, -1).filter(Boolean);
  if (!/^[A-Za-z_]\w*(\.\w+){2,}$/.test(name)) return undefined;
  return joinIndexes(name.split('.').slice(0, -1));
}

/** A number belongs to the list before it: encoder, layer, 3 -> encoder, layer.3. */
function joinIndexes(parts: readonly string[]): Scope {
  const joined: string[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last !== undefined && /^\d+$/.test(part)) joined[joined.length - 1] = `${last}.${part}`;
    else joined.push(part);
  }
  return joined;
}

/** Nodes that compute the same in every run: nothing that reaches them comes from an input of the graph. */
function constantNodes(graph: Graph, order: readonly Node[]): ReadonlySet<NodeId> {
  const constant = new Set<NodeId>();
  for (const node of order) {
    const isConstant = [...node.inputs, ...node.captures].every((input) => {
      if (input === undefined || graph.initializers.has(input)) return true;
      const producer = findProducer(graph, input);
      return producer !== undefined && constant.has(producer.id);
    });
    if (isConstant) constant.add(node.id);
  }
  return constant;
}

function scopeOfUsers(graph: Graph, node: Node, scopes: ReadonlyMap<NodeId, Scope>): Scope {
  const users = node.outputs.flatMap((output) => [
    ...(output === undefined ? [] : (graph.consumers.get(output) ?? [])),
  ]);
  return users.length === 0 ? outermost : commonScope(users.map((user) => scopes.get(user) ?? outermost));
}
