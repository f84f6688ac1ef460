import type { Graph, ValueId } from '../../ir/graph.ts';
import { findProducer, isGraphOutput } from '../../ir/query.ts';
import type { KnownOpType } from '../../ops/registry.ts';
import { op } from '../fusion/match.ts';
import type { MatchedNode } from '../fusion/matched-node.ts';
import { defineRule, type FusionRule, type RuleExample } from '../fusion/rule.ts';

/** A rule that takes out a node of one of these operators where its output is its first input. */
export const defineElimination = <const T extends KnownOpType>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly example: RuleExample;
  readonly operators: T | readonly T[];
  readonly isNoOp: (node: MatchedNode<T>, graph: Graph) => boolean;
}): FusionRule =>
  defineRule({
    name: definition.name,
    summary: definition.summary,
    example: definition.example,
    root: 'node',
    pattern: { node: op(definition.operators) },
    where: ({ node }, graph) => {
      const [input] = node.node.inputs;
      return (
        input !== undefined &&
        canReplace(graph, node.output, input) &&
        onlyFirstOutput(node, graph) &&
        definition.isNoOp(node, graph)
      );
    },
    rewrite: ({ node }, patch) => {
      const [input] = node.node.inputs;
      if (input !== undefined) patch.replace(node.output, input);
    },
  });

/** A model output keeps its name: it can only move to a value that a node makes and that is no output itself. */
export const canReplace = (graph: Graph, from: ValueId, to: ValueId): boolean =>
  !isGraphOutput(graph, from) || (findProducer(graph, to) !== undefined && !isGraphOutput(graph, to));

const onlyFirstOutput = ({ node }: MatchedNode, graph: Graph): boolean =>
  node.outputs
    .slice(1)
    .every((id) => id === undefined || ((graph.consumers.get(id)?.count ?? 0) === 0 && !isGraphOutput(graph, id)));
