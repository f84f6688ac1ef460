import { isFloat } from '../../ir/data-type.ts';
import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findProducer, findSoleConsumer } from '../../ir/query.ts';
import { MatchedNode } from './matched-node.ts';

/** The node that makes a value for one user alone. */
export const findOwnProducer = (graph: Graph, id: ValueId | undefined): Node | undefined =>
  id !== undefined && findSoleConsumer(graph, id) ? findProducer(graph, id) : undefined;

/** A node as a convolution whose weights, and bias if it has one, are constant floats of one type. */
export function asConstantConv(graph: Graph, node: Node | undefined): MatchedNode<'Conv'> | undefined {
  const matched = node && new MatchedNode(node, graph);
  if (!matched?.is('Conv')) return undefined;
  const dataType = matched.constant('W')?.dataType ?? 'string';
  const hasBias = matched.input('B') !== undefined;
  return isFloat(dataType) && (!hasBias || matched.constant('B')?.dataType === dataType) ? matched : undefined;
}
