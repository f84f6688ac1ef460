import { invariant } from '../errors.ts';
import type { DataType } from './data-type.ts';
import type { Graph, Node, NodeId, Value, ValueId } from './graph.ts';
import type { Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';
import { Users } from './users.ts';

/** The values a node uses, its subgraphs' captures included; a value used twice comes twice. */
export function usesOf({ inputs, captures }: Node): readonly ValueId[] {
  const uses = inputs.filter((input) => input !== undefined);
  return captures.length === 0 ? uses : uses.concat(captures);
}

export function requireNode(graph: Graph, id: NodeId): Node {
  const node = graph.nodes.get(id);
  invariant(node, `No node ${id}`);
  return node;
}

export function requireValue(graph: Graph, id: ValueId): Value {
  const value = graph.values.get(id);
  invariant(value, `No value ${id}`);
  return value;
}

export function findProducer(graph: Graph, value: ValueId): Node | undefined {
  const id = graph.producers.get(value);
  return id === undefined ? undefined : graph.nodes.get(id);
}

export const consumersOf = (graph: Graph, value: ValueId): readonly Node[] =>
  [...(graph.consumers.get(value) ?? [])].map((id) => requireNode(graph, id));

export const isGraphOutput = (graph: Graph, value: ValueId): boolean => graph.outputs.includes(value);

/** The only node that uses `value`, when there is exactly one and the value is no graph output. */
export function findSoleConsumer(graph: Graph, value: ValueId): Node | undefined {
  const users = graph.consumers.get(value) ?? Users.none;
  const [user] = users;
  return users.count === 1 && user !== undefined && !isGraphOutput(graph, value) ? graph.nodes.get(user) : undefined;
}

/** The tensor of a value that can never be anything else. An initializer that is also an input is only a default. */
export const findConstant = (graph: Graph, value: ValueId | undefined): Tensor | undefined =>
  value === undefined || graph.inputs.includes(value) ? undefined : graph.initializers.get(value);

export function findShape(graph: Graph, value: ValueId | undefined): Shape | undefined {
  const type = value === undefined ? undefined : graph.values.get(value)?.type;
  return type?.kind === 'tensor' ? type.shape : undefined;
}

export function findDataType(graph: Graph, value: ValueId | undefined): DataType | undefined {
  const type = value === undefined ? undefined : graph.values.get(value)?.type;
  return type?.kind === 'tensor' ? type.dataType : undefined;
}

export const opsetOf = (graph: Graph, domain = ''): number =>
  graph.opsets.get(domain) ?? (domain === '' ? graph.opsets.get('ai.onnx') : undefined) ?? 1;

/** By nodes: a graph that differs in its types alone has the same order. */
const orders = new WeakMap<Graph['nodes'], readonly Node[]>();

/**
 * The nodes in an execution order: producers before users, otherwise in the order of their oldest origin,
 * so that a rewritten graph reads like the imported one. Computed once per set of nodes. Throws InvariantError on a cycle.
 */
export function topologicalOrder(graph: Graph): readonly Node[] {
  const known = orders.get(graph.nodes);
  if (known) return known;
  const { order, cycleAt } = depthFirst(graph);
  invariant(!cycleAt, `Cycle through node ${cycleAt?.id} (${cycleAt?.opType})`);
  orders.set(graph.nodes, order);
  return order;
}

/** A node that needs its own result; undefined in a graph that can run. Keeps the order that it found for `topologicalOrder`. */
export function findCycle(graph: Graph): Node | undefined {
  if (orders.has(graph.nodes)) return undefined;
  const { order, cycleAt } = depthFirst(graph);
  if (!cycleAt) orders.set(graph.nodes, order);
  return cycleAt;
}

/** Waiting on the stack with its producers above it, or in the order already. */
const OPEN = 1;
const DONE = 2;

/** Without recursion: a hostile graph is as deep as it likes. */
function depthFirst(graph: Graph): { readonly order: readonly Node[]; readonly cycleAt?: Node } {
  const roots = [...graph.nodes.values()].sort(
    (a, b) => (a.origins[0] ?? a.id) - (b.origins[0] ?? b.id) || a.id - b.id,
  );
  const order: Node[] = [];
  const state = new Uint8Array(graph.nextId);
  for (const root of roots) {
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const seen = state[node.id];
      if (seen === OPEN || seen === DONE) {
        stack.pop();
        if (seen === DONE) continue;
        state[node.id] = DONE;
        order.push(node);
        continue;
      }
      state[node.id] = OPEN;
      const uses = usesOf(node);
      for (let index = uses.length - 1; index >= 0; index--) {
        const used = uses[index];
        const producer = used === undefined ? undefined : findProducer(graph, used);
        if (!producer || state[producer.id] === DONE) continue;
        if (state[producer.id] === OPEN) return { order, cycleAt: producer };
        stack.push(producer);
      }
    }
  }
  return { order };
}
