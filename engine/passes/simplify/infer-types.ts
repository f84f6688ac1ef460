import type { Edit } from '../../ir/patch.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import type { Pass } from '../pass.ts';

/** Works out the types that rewrites made possible to know. */
export const inferTypesAgain: Pass = {
  name: 'infer-types',
  summary: 'types that follow from the rewritten graph',
  run: (graph) => {
    const inferred = inferTypes(graph);
    if (inferred === graph) return undefined;
    const edits: Edit[] = [];
    for (const [id, value] of inferred.values) {
      if (value !== graph.values.get(id) && value.type)
        edits.push({ kind: 'set-type', id: value.id, type: value.type });
    }
    for (const [id, node] of inferred.nodes) if (node !== graph.nodes.get(id)) edits.push({ kind: 'set-node', node });
    return { edits, nextId: graph.nextId };
  },
};
