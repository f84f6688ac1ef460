import type { Graph, Node } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { findConstant, findShape, opsetOf } from '../../ir/query.ts';
import type { Shape } from '../../ir/shape.ts';
import { tensorOfInts } from '../../ir/tensor.ts';
import { inferKnownElements } from '../../ops/infer-types.ts';
import { elementsOf } from '../../ops/known-values.ts';
import { reshape } from '../../ops/reshape.ts';
import type { Pass } from '../pass.ts';

/**
 * Writes the target of a Reshape down where the model computes it from shapes: a dim that the input has at the same axis
 * becomes 0, one other that is known only by name becomes -1. The Shape -> Gather -> Concat chain then goes.
 * Exactness: exact.
 */
export const fixReshapeTargets: Pass = {
  name: 'fix-reshape-targets',
  summary: 'computed targets of Reshape become constants',
  run: (graph) => {
    const patch = new PatchBuilder(graph);
    let known: ReturnType<typeof inferKnownElements> | undefined;
    for (const node of graph.nodes.values()) {
      const [data, shape] = node.inputs;
      if (node.opType !== reshape.type || node.domain !== '' || shape === undefined || findConstant(graph, shape))
        continue;
      known ??= inferKnownElements(graph);
      const elements = elementsOf(known.get(shape));
      const target = elements && targetOf(graph, node, findShape(graph, data), elements);
      if (target) patch.update(node.id, { inputs: [data, patch.constant(tensorOfInts(target))] });
    }
    return patch.isEmpty ? undefined : patch.build();
  },
};

function targetOf(graph: Graph, node: Node, data: Shape | undefined, elements: Shape): readonly number[] | undefined {
  if (elements.includes(0) || reshape.decodeAttributes(node.attributes, opsetOf(graph)).allowZero) return undefined;
  const target = elements.map((dim, axis) =>
    typeof dim === 'number' ? dim : dim !== undefined && dim === data?.[axis] ? 0 : -1,
  );
  return target.filter((dim) => dim === -1).length <= 1 ? target : undefined;
}
