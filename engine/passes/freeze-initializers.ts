import type { Graph } from '../ir/graph.ts';
import type { Patch } from '../ir/patch.ts';

/**
 * Makes constants of weights that are model inputs too, which old exporters wrote for every weight. Callers that feed only the
 * real inputs notice nothing; a caller that replaces weights at run time needs the original.
 */
export function freezeInitializers(graph: Graph): Patch | undefined {
  const inputs = graph.inputs.filter((id) => !graph.initializers.has(id));
  return inputs.length === graph.inputs.length
    ? undefined
    : { edits: [{ kind: 'set-inputs', inputs }], nextId: graph.nextId };
}
