import type { Node, NodeId } from '../ir/graph.ts';

/** One applied fusion: its rule, and the nodes of the imported graph that it concerned. */
export interface FusionKey {
  readonly rule: string;
  readonly origins: readonly NodeId[];
}

/** What a user switches off or on. */
export interface RuleSwitches {
  /** Names of rules and passes that stay off. */
  readonly disabledRules?: readonly string[];
  /** Names of the target's optional rules that are on although they are off by default. */
  readonly enabledRules?: readonly string[];
  /** Nodes of the imported graph that no rule may touch. */
  readonly keepNodes?: readonly NodeId[];
  /** Single fusions that are left out; the rule goes on elsewhere. */
  readonly skippedFusions?: readonly FusionKey[];
}

/** What a rule must leave alone. */
export interface Reservations {
  /** True for a node that no rule may touch. */
  isKept(node: Node): boolean;
  /** True for a fusion that is left out. `origins` are in ascending order. */
  isSkipped(rule: string, origins: readonly NodeId[]): boolean;
}

export const reservesNothing: Reservations = { isKept: () => false, isSkipped: () => false };

export function toReservations({ keepNodes = [], skippedFusions = [] }: RuleSwitches): Reservations {
  const kept = new Set(keepNodes);
  const skipped = new Set(
    skippedFusions.map(({ rule, origins }) =>
      keyOf(
        rule,
        origins.toSorted((a, b) => a - b),
      ),
    ),
  );
  return {
    isKept: kept.size === 0 ? reservesNothing.isKept : (node) => node.origins.some((id) => kept.has(id)),
    isSkipped: skipped.size === 0 ? reservesNothing.isSkipped : (rule, origins) => skipped.has(keyOf(rule, origins)),
  };
}

const keyOf = (rule: string, origins: readonly NodeId[]): string => `${rule} ${origins.join(' ')}`;

/** The imported nodes that these nodes stand for, in ascending order. */
export const originsOf = (nodes: readonly Node[]): readonly NodeId[] =>
  [...new Set(nodes.flatMap((node) => node.origins))].sort((a, b) => a - b);
