import type { Graph } from '../ir/graph.ts';
import { findDataType, findShape, requireValue } from '../ir/query.ts';
import type { SessionPort } from '../runtime/session.ts';

/** The inputs that a session of this graph will ask for, without opening one. */
export const sessionPortsOf = (graph: Graph): readonly SessionPort[] =>
  graph.inputs
    .filter((id) => !graph.initializers.has(id))
    .map((id) => ({
      name: requireValue(graph, id).name,
      dataType: findDataType(graph, id),
      dims: findShape(graph, id) ?? [],
    }));
