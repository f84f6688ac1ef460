import type { Graph, Node, Subgraph, ValueId } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { topologicalOrder } from '../../ir/query.ts';
import { Users } from '../../ir/users.ts';

export interface Body {
  readonly text: string;
  /** Inner inputs that stand for values around the body: by inner name, the outer name. */
  readonly captures?: Readonly<Record<string, string>>;
}

/** A graph whose last node has these subgraphs as attributes. */
export function withBodies(text: string, bodies: Readonly<Record<string, Body>>, opset?: number): Graph {
  const graph = parseGraph(text, opset);
  const node = topologicalOrder(graph).at(-1);
  if (!node) throw new TypeError('The text has no node');
  const captures: ValueId[] = [];
  const attributes: Node['attributes'] = new Map([
    ...node.attributes,
    ...Object.entries(bodies).map(
      ([name, body]) => [name, { type: 'graph', value: toSubgraph(graph, body, captures, opset) }] as const,
    ),
  ]);
  const users = captures.map((id) => [id, (graph.consumers.get(id) ?? Users.none).with(node.id)] as const);
  return {
    ...graph,
    nodes: graph.nodes.set(node.id, { ...node, attributes, captures }),
    consumers: graph.consumers.withAll(users),
  };
}

function toSubgraph(outer: Graph, { text, captures = {} }: Body, ids: ValueId[], opset?: number): Subgraph {
  const graph = parseGraph(text, opset);
  const bound = Object.entries(captures).map(([innerName, outerName]) => ({
    inner: idOf(graph, innerName),
    index: ids.push(idOf(outer, outerName)) - 1,
  }));
  const captured = new Set(bound.map(({ inner }) => inner));
  const values = graph.values.withAll([...captured].map((id) => [id, { id, name: 'captured' }]));
  return { graph: { ...graph, values, inputs: graph.inputs.filter((id) => !captured.has(id)) }, captures: bound };
}

function idOf(graph: Graph, name: string): ValueId {
  for (const value of graph.values.values()) if (value.name === name) return value.id;
  throw new TypeError(`No value ${name}`);
}
