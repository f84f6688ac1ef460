import type { Graph } from '../../ir/graph.ts';
import type { Edit } from '../../ir/patch.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import type { Pass } from '../pass.ts';

/** Nodes with the values whose types say all that follows; grouping nodes into layers changes neither map. */
const settled = new WeakMap<Graph['nodes'], Graph['values']>();

/** Works out the types that rewrites made possible to know. */
export const inferTypesAgain: Pass = {
  name: 'infer-types',
  summary: 'types that follow from the rewritten graph',
  run: (graph) => {
    const inferred = settled.get(graph.nodes) === graph.values ? graph : inferTypes(graph);
    if (inferred === graph) {
      settled.set(graph.nodes, graph.values);
      return undefined;
    }
    const edits: Edit[] = [];
    for (const [id, value] of inferred.values) {
      if (value !== graph.values.get(id) && value.type)
        edits.push({ kind: 'set-type', id: value.id, type: value.type });
    }
    for (const [id, node] of inferred.nodes) if (node !== graph.nodes.get(id)) edits.push({ kind: 'set-node', node });
    return { edits, nextId: graph.nextId };
  },
};
