import { resolveInputDims, type ShapeOptions } from '../benchmark/input-dims.ts';
import type { Graph } from '../ir/graph.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { sessionPortsOf } from './session-ports.ts';

/**
 * Floating-point operations of one run with these dims, 2 per multiply-accumulate; undefined where some operator's cost is
 * unknown, because a rate over part of the work would be no rate at all.
 * Errors: those of resolveInputDims.
 */
export function flopsPerRun(graph: Graph, options: ShapeOptions): number | undefined {
  const { dimsByInput } = resolveInputDims(sessionPortsOf(graph), options);
  const { macs, unknownNodes } = costOfGraph(inferTypes(graph, { inputShapes: dimsByInput }));
  return unknownNodes.length === 0 ? 2 * macs : undefined;
}
