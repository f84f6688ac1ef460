import type { Graph, Value, ValueId } from '../../ir/graph.ts';

/** The graph without the types of what its nodes compute, so that inference has to find them. */
export const forgetTypes = (graph: Graph): Graph => ({
  ...graph,
  values: graph.values.withAll(
    [...graph.values.values()].flatMap(({ id, name }): [ValueId, Value][] =>
      graph.producers.has(id) ? [[id, { id, name }]] : [],
    ),
  ),
});
