import type { Graph } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { isGraphOutput, opsetOf } from '../../ir/query.ts';
import { constant } from '../../ops/constant.ts';
import type { Pass } from '../pass.ts';

/** Turns Constant nodes into initializers, where everything that looks for constants finds them. Exactness: exact. */
export const constantsToInitializers: Pass = {
  name: 'constants-to-initializers',
  summary: 'Constant nodes become initializers',
  run: (graph: Graph) => {
    const patch = new PatchBuilder(graph);
    for (const node of graph.nodes.values()) {
      const [output] = node.outputs;
      if (node.opType !== constant.type || node.domain !== '' || output === undefined || isGraphOutput(graph, output))
        continue;
      const { value } = constant.decodeAttributes(node.attributes, opsetOf(graph));
      if (value) patch.fold(output, value);
    }
    return patch.isEmpty ? undefined : patch.build();
  },
};
