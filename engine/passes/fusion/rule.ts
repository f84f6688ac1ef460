import { invariant } from '../../errors.ts';
import type { Graph, Node, NodeId } from '../../ir/graph.ts';
import type { Patch } from '../../ir/patch.ts';
import type { Target } from '../../targets/target.ts';
import { type Match, matchesAt, type Pattern } from './match.ts';
import { MatchedNode } from './matched-node.ts';
import type { Refusal } from './refusal.ts';
import { RulePatch } from './rule-patch.ts';

/** A local change of a graph, tried at every node that may be its root. Made by `defineRule` or `defineLayerRule`. */
export interface FusionRule {
  /** 'fuse-batch-norm-into-conv': in traces, options and on screen. */
  readonly name: string;
  /** One line: 'Conv -> BatchNormalization becomes Conv'. */
  readonly summary: string;
  /** A 'rewrite' changes nodes; a 'layer' groups nodes that the target runs as one kernel. */
  readonly kind: 'rewrite' | 'layer';
  readonly example: RuleExample;
  /** Operators of the root node. */
  readonly rootTypes: readonly string[];
  /** How many nodes a match may span: how far a change reaches. */
  readonly depth: number;
  /** What the rule would do with `node` as root: one outcome per match that is a candidate, in the order of preference. */
  tryAt(graph: Graph, node: Node, target: Target): readonly Outcome[];
}

/**
 * Shown to people, and run by the rule's own test: the rule must turn `before` into `after`. Both are in the text form of
 * ir/parse.ts. For a layer rule, which leaves the nodes as they are, `after` lists the steps that remain: 'Conv + Relu'.
 */
export interface RuleExample {
  readonly before: string;
  readonly after: string;
  /** 17 when absent. */
  readonly opset?: number;
}

export type Outcome = {
  /** The matched nodes. */
  readonly nodeIds: readonly NodeId[];
} & ({ readonly kind: 'fits'; readonly patch: () => Patch } | { readonly kind: 'refused'; readonly refusal: Refusal });

interface RuleDefinition<P> {
  readonly name: string;
  readonly summary: string;
  readonly example: RuleExample;
  /** The pattern's name of the node at which the search starts: the last one to run. */
  readonly root: keyof P & string;
  readonly pattern: P;
  /** What the pattern cannot say. A match without it is no candidate, and nobody is told. */
  readonly where?: (match: Match<P>, graph: Graph, target: Target) => boolean;
  /** Nodes that the rule changes besides the matched ones. */
  readonly alsoChanges?: (match: Match<P>, graph: Graph) => readonly Node[];
  /** The reason, if any, why a candidate must stay as it is. */
  readonly guard?: (match: Match<P>, graph: Graph, target: Target) => Refusal | undefined;
}

/** A rule that changes nodes. */
export function defineRule<const P extends Pattern<keyof P & string>>(
  definition: RuleDefinition<P> & {
    readonly kind?: FusionRule['kind'];
    readonly rewrite: (match: Match<P>, patch: RulePatch, graph: Graph, target: Target) => void;
  },
): FusionRule {
  return ruleOf(definition, definition.kind ?? 'rewrite', definition.rewrite);
}

/** A rule that makes one layer of the nodes it matches, and of the layers that these are in. */
export const defineLayerRule = <const P extends Pattern<keyof P & string>>(definition: RuleDefinition<P>): FusionRule =>
  ruleOf(definition, 'layer', (match, patch) => {
    patch.group(nodesOf(match).map((node) => node.id));
  });

function ruleOf<P extends Pattern<keyof P & string>>(
  definition: RuleDefinition<P>,
  kind: FusionRule['kind'],
  rewrite: (match: Match<P>, patch: RulePatch, graph: Graph, target: Target) => void,
): FusionRule {
  const { name, summary, example, pattern, root, where, guard, alsoChanges } = definition;
  const rootEntry = pattern[root];
  invariant(rootEntry?.kind === 'node', `The root of ${name} is no node`);
  return {
    name,
    summary,
    kind,
    example,
    rootTypes: rootEntry.types,
    depth: Object.values<Pattern[string]>(pattern).filter((entry) => entry.kind === 'node').length,
    tryAt: (graph, node, target) => {
      // Commutative operators match twice where their operands are alike: one refusal says it.
      const refused = new Set<string>();
      return matchesAt(graph, node, pattern, root).flatMap((match): readonly Outcome[] => {
        const matchedIds = nodesOf(match).map((matched) => matched.id);
        if (kind === 'layer' && areOneLayer(graph, matchedIds)) return [];
        if (where && !where(match, graph, target)) return [];
        const others = alsoChanges?.(match, graph) ?? [];
        const nodeIds = [...new Set([...matchedIds, ...others.map((other) => other.id)])];
        const refusal = guard?.(match, graph, target);
        if (refusal) {
          const key = `${nodeIds.toSorted()} ${refusal.reason}`;
          if (refused.has(key)) return [];
          refused.add(key);
          return [{ kind: 'refused', nodeIds, refusal }];
        }
        return [
          { kind: 'fits', nodeIds, patch: () => patchOf(graph, name, (patch) => rewrite(match, patch, graph, target)) },
        ];
      });
    },
  };
}

function patchOf(graph: Graph, rule: string, edit: (patch: RulePatch) => void): Patch {
  const patch = new RulePatch(graph, rule);
  edit(patch);
  return patch.build();
}

/** The matched nodes in the order of the pattern. */
const nodesOf = (match: Match<Pattern>): readonly MatchedNode[] =>
  Object.values(match).filter((found) => found instanceof MatchedNode);

function areOneLayer(graph: Graph, nodeIds: readonly NodeId[]): boolean {
  const layers = new Set(nodeIds.map((id) => graph.layerOf.get(id)));
  return nodeIds.length > 1 && layers.size === 1 && !layers.has(undefined);
}
