import type { GraphRequest } from '../../engine/api/contract.ts';
import type { RuleView } from '../../engine/view/graph-view.ts';

/** One applied fusion, as the engine knows it. */
export interface FusionChoice {
  readonly rule: string;
  /** Nodes of the imported graph. */
  readonly origins: readonly number[];
}

/** What the user switched off, or on: it holds for the graph, for comparisons and for exports. */
export interface RewriteSwitches {
  readonly disabledRules: readonly string[];
  /** Rules that are off by default for the target. */
  readonly enabledRules: readonly string[];
  /** Nodes of the imported graph that no rule may touch. */
  readonly keptNodes: readonly number[];
  readonly skippedFusions: readonly FusionChoice[];
}

export const noSwitches: RewriteSwitches = { disabledRules: [], enabledRules: [], keptNodes: [], skippedFusions: [] };

export const countSwitches = ({ disabledRules, enabledRules, keptNodes, skippedFusions }: RewriteSwitches): number =>
  disabledRules.length + enabledRules.length + keptNodes.length + skippedFusions.length;

export const isRuleOn = ({ disabledRules, enabledRules }: RewriteSwitches, { name, optional }: RuleView): boolean =>
  !disabledRules.includes(name) && (optional?.isDefault !== false || enabledRules.includes(name));

export function toggleRule(switches: RewriteSwitches, rule: RuleView): RewriteSwitches {
  const disabledRules = without(switches.disabledRules, rule.name);
  const enabledRules = without(switches.enabledRules, rule.name);
  const isDefault = rule.optional?.isDefault !== false;
  const turnsOn = !isRuleOn(switches, rule);
  return {
    ...switches,
    disabledRules: isDefault && !turnsOn ? [...disabledRules, rule.name] : disabledRules,
    enabledRules: !isDefault && turnsOn ? [...enabledRules, rule.name] : enabledRules,
  };
}

export const isFusionOn = ({ skippedFusions }: RewriteSwitches, fusion: FusionChoice): boolean =>
  !skippedFusions.some((skipped) => isSameFusion(skipped, fusion));

export function toggleFusion(switches: RewriteSwitches, { rule, origins }: FusionChoice): RewriteSwitches {
  const others = switches.skippedFusions.filter((skipped) => !isSameFusion(skipped, { rule, origins }));
  const skippedFusions = isFusionOn(switches, { rule, origins }) ? [...others, { rule, origins }] : others;
  return { ...switches, skippedFusions };
}

/** Leaves out single fusions, and as a whole those rules that have no single place to leave out. */
export function leaveOut(
  switches: RewriteSwitches,
  fusions: readonly FusionChoice[],
  isPass: (rule: string) => boolean,
): RewriteSwitches {
  const passes = fusions.map(({ rule }) => rule).filter(isPass);
  const single = fusions.filter((fusion) => !isPass(fusion.rule) && isFusionOn(switches, fusion));
  return {
    ...switches,
    disabledRules: [...new Set([...switches.disabledRules, ...passes])],
    skippedFusions: [...switches.skippedFusions, ...single.map(({ rule, origins }) => ({ rule, origins }))],
  };
}

/** True where all of these nodes are kept as they are. */
export const areKept = ({ keptNodes }: RewriteSwitches, origins: readonly number[]): boolean =>
  origins.length > 0 && origins.every((origin) => keptNodes.includes(origin));

export function toggleKept(switches: RewriteSwitches, origins: readonly number[]): RewriteSwitches {
  const others = switches.keptNodes.filter((node) => !origins.includes(node));
  return { ...switches, keptNodes: areKept(switches, origins) ? others : [...others, ...origins] };
}

/** As requests to the engine carry them. */
export const toWireSwitches = ({ disabledRules, enabledRules, keptNodes, skippedFusions }: RewriteSwitches) => ({
  disabledRules: [...disabledRules],
  enabledRules: [...enabledRules],
  keepNodes: [...keptNodes] as GraphRequest['keepNodes'],
  skippedFusions: skippedFusions.map(({ rule, origins }) => ({
    rule,
    origins: [...origins] as GraphRequest['keepNodes'],
  })),
});

const without = (names: readonly string[], name: string): readonly string[] => names.filter((other) => other !== name);

const isSameFusion = (a: FusionChoice, b: FusionChoice): boolean =>
  a.rule === b.rule && a.origins.length === b.origins.length && a.origins.every((id, index) => id === b.origins[index]);
