import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findConstant, findProducer, findSoleConsumer, opsetOf } from '../../ir/query.ts';
import { concat } from '../../ops/concat.ts';
import { op } from '../fusion/match.ts';
import type { MatchedNode } from '../fusion/matched-node.ts';
import { defineRule } from '../fusion/rule.ts';

/** A Concat that only feeds a Concat along the same axis is one with it. Exactness: exact. */
export const mergeConcats = defineRule({
  name: 'merge-concats',
  summary: 'Concat -> Concat along the same axis becomes one Concat',
  example: {
    before: 'y = Concat(x[1,2], Concat(x1[1,3], x2[1,4]){axis=1}){axis=1}',
    after: 'y = Concat(x[1,2], x1[1,3], x2[1,4]){axis=1}',
  },
  root: 'outer',
  pattern: { outer: op('Concat') },
  where: ({ outer }, graph) => innersOf(graph, outer).length > 0,
  alsoChanges: ({ outer }, graph) => innersOf(graph, outer),
  rewrite: ({ outer }, patch, graph) => {
    const inners = innersOf(graph, outer);
    const inputs = outer.node.inputs.flatMap((id): readonly ValueId[] => {
      const inner = inners.find((node) => node.outputs[0] === id);
      return inner ? inner.inputs.filter((input) => input !== undefined) : id === undefined ? [] : [id];
    });
    const merged = patch.add('Concat', {
      inputs: { 'inputs...': inputs },
      attributes: outer.node.attributes,
      origins: [outer.id, ...inners.map((node) => node.id)],
    });
    patch.replace(outer.output, merged);
  },
});

/** Concats along the same axis, of which the outer one is the only user and which it takes once. */
function innersOf(graph: Graph, outer: MatchedNode<'Concat'>): readonly Node[] {
  const { inputs } = outer.node;
  return inputs.flatMap((id, index) => {
    const producer = id === undefined || findConstant(graph, id) ? undefined : findProducer(graph, id);
    const isInner = producer?.opType === 'Concat' && producer.domain === '' && inputs.indexOf(id) === index;
    if (!isInner || id === undefined || inputs.lastIndexOf(id) !== index || !findSoleConsumer(graph, id)) return [];
    const { axis } = concat.decodeAttributes(producer.attributes, opsetOf(graph));
    return axis === outer.attributes.axis ? [producer] : [];
  });
}
