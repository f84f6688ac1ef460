import type { Graph, ValueId } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { isGraphOutput } from '../../ir/query.ts';
import type { Pass } from '../pass.ts';

/** Takes out nodes and constants from which no output of the model follows. Exactness: exact. */
export const eliminateDeadNodes: Pass = {
  name: 'eliminate-dead-nodes',
  summary: 'what no output needs disappears',
  run: (graph) => {
    const patch = new PatchBuilder(graph);
    const isDead = (id: ValueId) => !isUsed(graph, id);
    for (const { outputs } of graph.nodes.values()) {
      const present = outputs.filter((id) => id !== undefined);
      if (present.every(isDead)) patch.sweep(present);
    }
    const constants = [...graph.initializers.keys()] as ValueId[];
    patch.sweep(constants.filter((id) => isDead(id) && !graph.inputs.includes(id)));
    return patch.isEmpty ? undefined : patch.build();
  },
};

const isUsed = (graph: Graph, id: ValueId): boolean =>
  (graph.consumers.get(id)?.count ?? 0) > 0 || isGraphOutput(graph, id);
