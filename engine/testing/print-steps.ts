import type { Graph } from '../ir/graph.ts';
import { stepsOf } from '../targets/steps.ts';
import type { Target } from '../targets/target.ts';

/**
 * The steps that a target executes, in order, separated by '; ': 'Conv + Relu; MaxPool; Copy'. A kernel stands where its last
 * node does. What needs no step is left out.
 */
export const printSteps = (graph: Graph, target: Target): string =>
  stepsOf(graph, target)
    .map(({ nodes, copies }) => (copies === undefined ? nodes.map(({ opType }) => opType).join(' + ') : 'Copy'))
    .join('; ');
