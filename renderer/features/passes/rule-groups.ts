import type { ProofOutcome } from '../../../engine/passes/proof/proof.ts';
import type { FusionCheck } from '../../../engine/report/check-report.ts';
import type { BoxId, ComparedGraphs, RuleView, StageName } from '../../../engine/view/graph-view.ts';
import type { FusionChoice, RewriteSwitches } from '../../stores/rewrite-switches.ts';

/** One fusion or one refusal, as the lists show it. */
export interface RuleEntry {
  readonly key: string;
  readonly nodes: readonly string[];
  readonly origins: readonly number[];
  readonly box?: BoxId;
  readonly stage?: StageName;
  /** Why it was not fused. */
  readonly reason?: string;
  /** Of a single fusion that can be left out: whether it is on. */
  readonly isOn?: boolean;
  /** What the numeric check has shown. */
  readonly check?: ProofOutcome;
}

export interface RuleGroup {
  readonly name: string;
  /** Absent for a rule that the engine does not describe. */
  readonly rule?: RuleView;
  readonly entries: readonly RuleEntry[];
}

/**
 * Applied fusions by rule, in the order of the rules, and those that are left out. Rules that are switched off, and those that
 * could be switched on, are there without any.
 */
export function groupFusions(
  graphs: ComparedGraphs,
  switches: RewriteSwitches,
  checks: readonly FusionCheck[] = [],
): readonly RuleGroup[] {
  const outcomes = new Map(checks.map((check) => [keyOf(check), check.outcome]));
  const single = new Set(graphs.rules.filter(({ example }) => example !== undefined).map(({ name }) => name));
  const applied = graphs.fusions.map(({ rule, nodes, origins, box, stage }, index) => {
    const check = outcomes.get(keyOf({ rule, origins }));
    return {
      rule,
      entry: {
        key: `${index}`,
        nodes,
        origins,
        stage,
        ...(box !== undefined && { box }),
        ...(single.has(rule) && { isOn: true }),
        ...(check !== undefined && { check }),
      },
    };
  });
  const names = new Map(
    graphs.before.boxes.flatMap(({ origins, name, title }) =>
      origins.map((id): [number, string] => [id, name || title]),
    ),
  );
  const left = switches.skippedFusions.map(({ rule, origins }) => {
    const check = outcomes.get(keyOf({ rule, origins }));
    const nodes = origins.map((id) => names.get(id) ?? '');
    return {
      rule,
      entry: { key: `left out ${rule} ${origins}`, nodes, origins, isOn: false, ...(check !== undefined && { check }) },
    };
  });
  const switched = [...switches.disabledRules, ...switches.enabledRules];
  const optional = graphs.rules.filter((rule) => rule.optional?.isDefault === false).map(({ name }) => name);
  return groupByRule(graphs.rules, [...applied, ...left], [...switched, ...optional]);
}

const keyOf = ({ rule, origins }: FusionChoice): string => `${rule} ${origins.join(' ')}`;

export function groupRefusals(graphs: ComparedGraphs): readonly RuleGroup[] {
  const entries = graphs.refusals.map(({ rule, nodes, origins, reason }, index) => ({
    rule,
    entry: { key: `${index}`, nodes, origins, reason },
  }));
  return groupByRule(graphs.rules, entries, []);
}

function groupByRule(
  rules: readonly RuleView[],
  entries: readonly { readonly rule: string; readonly entry: RuleEntry }[],
  kept: readonly string[],
): readonly RuleGroup[] {
  const byRule = new Map<string, RuleEntry[]>();
  for (const { rule, entry } of entries) {
    const same = byRule.get(rule);
    if (same === undefined) byRule.set(rule, [entry]);
    else same.push(entry);
  }
  const described = rules.flatMap((rule) => {
    const own = byRule.get(rule.name);
    byRule.delete(rule.name);
    if (own === undefined && !kept.includes(rule.name)) return [];
    return [{ name: rule.name, rule, entries: own ?? [] }];
  });
  const unknown = [...byRule].map(([name, own]) => ({ name, entries: own }));
  return [...described, ...unknown];
}

/** Keeps what contains every word of the filter: whole groups by their rule, single entries by nodes or reason. */
export function filterGroups(groups: readonly RuleGroup[], filter: string): readonly RuleGroup[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return groups;
  const hasAll = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  return groups.flatMap((group) => {
    const ruleText = `${group.name}\n${group.rule?.summary ?? ''}`;
    if (hasAll(ruleText)) return [group];
    const entries = group.entries.filter(({ nodes, reason }) => hasAll([ruleText, ...nodes, reason ?? ''].join('\n')));
    return entries.length === 0 ? [] : [{ ...group, entries }];
  });
}

export const countEntries = (groups: readonly RuleGroup[]) =>
  groups.reduce((sum, { entries }) => sum + entries.length, 0);

/** Node names without the scope that all of them share: 'block1/conv', 'block1/bn' -> 'conv', 'bn', in 'block1'. */
export function toEntryTitle(nodes: readonly string[]): { readonly names: string; readonly scope: string } {
  const parts = nodes.map((name) => name.split('/').filter((part) => part !== ''));
  const first = parts[0] ?? [];
  let shared = 0;
  while (
    shared < first.length - 1 &&
    parts.every((path) => path.length > shared + 1 && path[shared] === first[shared])
  ) {
    shared += 1;
  }
  const names = parts.map((path) => path.slice(shared).join('/')).filter((name) => name !== '');
  return { names: names.length === 0 ? 'unnamed nodes' : names.join(', '), scope: first.slice(0, shared).join('/') };
}
