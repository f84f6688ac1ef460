import { InvariantError } from '../errors.ts';
import type { Graph } from '../ir/graph.ts';
import type { Patch } from '../ir/patch.ts';
import { usesOf } from '../ir/query.ts';

/**
 * Checks what a patch may have broken near the nodes it added or changed, at the cost of the patch. `verifyGraph` checks the
 * rest when a stage is over. Errors: InvariantError naming who made the patch.
 */
export function verifyPatch(graph: Graph, patch: Patch, author: string): void {
  for (const edit of patch.edits) {
    if (edit.kind !== 'add-node' && edit.kind !== 'set-node') continue;
    const node = graph.nodes.get(edit.node.id);
    if (!node) continue;
    for (const used of usesOf(node)) {
      if (node.outputs.includes(used))
        throw new InvariantError(`${author}: ${node.opType} uses its own output: replace() redirects the new node too`);
      if (!graph.values.has(used))
        throw new InvariantError(`${author}: ${node.opType} uses value ${used}, which is gone`);
      if (!graph.consumers.get(used)?.has(node.id))
        throw new InvariantError(`${author}: value ${used} does not know its user ${node.opType}`);
    }
    for (const output of node.outputs) {
      if (output !== undefined && graph.producers.get(output) !== node.id)
        throw new InvariantError(`${author}: ${node.opType} makes value ${output}, as another node does`);
    }
  }
}
