import type { Graph } from '../../ir/graph.ts';
import { findConstant, findShape, topologicalOrder } from '../../ir/query.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import type { ChannelValue } from './channel-statistics.ts';

/** What convolutions and products multiply with constant weights and add a bias to: the values whose means correct the bias. */
export function valuesOfWeightedNodes(graph: Graph): readonly ChannelValue[] {
  const typed = inferTypes(graph);
  const values = topologicalOrder(typed).flatMap(({ opType, domain, inputs: [x, weight, bias] }): ChannelValue[] => {
    if (domain !== '' || x === undefined || !findConstant(typed, weight) || !findConstant(typed, bias)) return [];
    if (opType === 'Conv') return [{ id: x, axis: 1 }];
    return opType === 'Gemm' && findShape(typed, x)?.length === 2 ? [{ id: x, axis: 1 }] : [];
  });
  return [...new Map(values.map((value) => [value.id, value])).values()];
}
