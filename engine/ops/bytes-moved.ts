import { byteLengthOf } from '../ir/data-type.ts';
import type { Graph, Node, NodeId, ValueId } from '../ir/graph.ts';
import { consumersOf, findDataType, findShape, isGraphOutput, usesOf } from '../ir/query.ts';
import { findOpSpec } from './registry.ts';

/**
 * Bytes that a group of nodes has to move when it runs as one kernel: what it reads from outside, weights included, and what it
 * writes for others. Values between its nodes count nothing. A node that only rearranges (Gather, Slice, Concat) reads as much as
 * it writes, however large a table it picks from. Undefined where a shape has no number or a type is not known.
 */
export function bytesMoved(graph: Graph, nodeIds: readonly NodeId[]): number | undefined {
  const members = new Set(nodeIds);
  const nodes = nodeIds.flatMap((id) => graph.nodes.get(id) ?? []);
  const made = new Set(nodes.flatMap(({ outputs }) => outputs.filter((output) => output !== undefined)));
  const isUsedOutside = (id: ValueId): boolean =>
    isGraphOutput(graph, id) || consumersOf(graph, id).some((consumer) => !members.has(consumer.id));
  const written = sizeOfAll(graph, [...made].filter(isUsedOutside));
  if (written === undefined || nodes.every(isRearranging)) return written && 2 * written;
  const read = sizeOfAll(graph, new Set(nodes.flatMap((node) => usesOf(node).filter((id) => !made.has(id)))));
  return read === undefined ? undefined : read + written;
}

function isRearranging(node: Node): boolean {
  const category = findOpSpec(node)?.category;
  return category === 'shape' || category === 'concat';
}

function sizeOfAll(graph: Graph, ids: Iterable<ValueId>): number | undefined {
  let total = 0;
  for (const id of ids) {
    const size = sizeOf(graph, id);
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}

function sizeOf(graph: Graph, id: ValueId): number | undefined {
  const dataType = findDataType(graph, id);
  const dims = findShape(graph, id);
  if (dataType === undefined || dataType === 'string' || dims === undefined) return undefined;
  let count = 1;
  for (const dim of dims) {
    if (typeof dim !== 'number') return undefined;
    count *= dim;
  }
  return byteLengthOf(dataType, count);
}
