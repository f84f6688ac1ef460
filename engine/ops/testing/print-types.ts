import type { Graph, ValueType } from '../../ir/graph.ts';
import { printShape } from '../../ir/shape.ts';

/** The types of a graph's outputs as text: 'float32[N, 3]', 'sequence(int64[?])'. */
export const printOutputTypes = (graph: Graph): string =>
  graph.outputs.map((id) => printType(graph.values.get(id)?.type)).join('; ');

export function printType(type: ValueType | undefined): string {
  if (type?.kind === 'tensor') return `${type.dataType ?? '?'}${type.shape ? printShape(type.shape) : ''}`;
  if (type?.kind === 'sequence' || type?.kind === 'optional') return `${type.kind}(${printType(type.element)})`;
  return type?.kind ?? '?';
}
