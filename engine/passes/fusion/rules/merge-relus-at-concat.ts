import type { Graph, Node } from '../../../ir/graph.ts';
import { findProducer, findSoleConsumer } from '../../../ir/query.ts';
import { describeNode } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { isNonNegative } from '../non-negative.ts';
import { defineRule } from '../rule.ts';

/**
 * Applies Relu once to a concatenation instead of to each of its inputs: one kernel for several.
 * Rewrite: Concat(Relu(a), Relu(b), c) = Relu(Concat(a, b, c)), where c has no negative elements.  Exactness: exact.
 */
export const mergeRelusAtConcat = defineRule({
  name: 'merge-relus-at-concat',
  summary: 'Relus before a Concat become one behind it',
  example: {
    before: 'y = Concat(Relu(x[1,3,8,8]), Relu(x1[1,2,8,8]), Sigmoid(x)){axis=1}',
    after: 'y = Relu(Concat(x[1,3,8,8], x1[1,2,8,8], Sigmoid(x)){axis=1})',
  },
  root: 'concat',
  pattern: { concat: op('Concat') },
  where: ({ concat }, graph) => relusOf(graph, concat).length > 1,
  alsoChanges: ({ concat }, graph) => relusOf(graph, concat),
  guard: ({ concat }, graph) => {
    const moved = new Set(relusOf(graph, concat).map((relu) => relu.outputs[0]));
    const other = concat.node.inputs.find((id) => id !== undefined && !moved.has(id) && !isNonNegative(graph, id));
    if (other === undefined) return undefined;
    const producer = findProducer(graph, other);
    const what = producer ? `what ${describeNode(graph, producer)} gives` : 'an input of it';
    const reason = `${what} may be negative, and ${describeNode(graph, concat.node)} passes that on`;
    return { reason, nodeIds: producer ? [concat.id, producer.id] : [concat.id] };
  },
  rewrite: ({ concat }, patch, graph) => {
    const relus = relusOf(graph, concat);
    const inputs = concat.node.inputs.flatMap((id) => {
      const relu = relus.find(({ outputs }) => outputs[0] === id);
      const source = relu ? relu.inputs[0] : id;
      return source === undefined ? [] : [source];
    });
    const merged = patch.add('Concat', {
      inputs: { 'inputs...': inputs },
      attributes: concat.node.attributes,
      origins: [concat.id],
    });
    const relu = patch.add('Relu', { inputs: { X: merged.output }, origins: relus.map(({ id }) => id) });
    patch.replace(concat.output, relu);
  },
});

/** The Relus that only feed this Concat, once. */
const relusOf = (graph: Graph, { node }: MatchedNode<'Concat'>): readonly Node[] =>
  node.inputs.flatMap((id, index) => {
    const producer = id === undefined ? undefined : findProducer(graph, id);
    if (id === undefined || !producer || !isRelu(producer) || node.inputs.indexOf(id) !== index) return [];
    return node.inputs.lastIndexOf(id) === index && findSoleConsumer(graph, id) ? [producer] : [];
  });

const isRelu = ({ opType, domain }: Node): boolean => opType === 'Relu' && domain === '';
