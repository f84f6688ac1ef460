import { requireValue } from '../ir/query.ts';
import type { RuleSwitches } from '../passes/rule-switches.ts';
import type { TargetName } from '../targets/target.ts';
import type { LoadedModel } from '../workbench/load-model.ts';
import { rulesOf } from '../workbench/rewrite-model.ts';
import { type ParsedArguments, UsageError } from './command.ts';

/** Options of every command that rewrites a model. */
export const ruleOptions = {
  disable: { type: 'string', multiple: true },
  enable: { type: 'string', multiple: true },
  keep: { type: 'string', multiple: true },
} as const;

export const ruleUsage = `  --disable RULE      leaves a rule out; repeatable
  --enable RULE       uses a rule that is off by default for the target; repeatable
  --keep NODE         a node, by its name or an output's, that no rule may touch; repeatable`;

export interface RuleNames {
  readonly disabledRules: readonly string[];
  readonly enabledRules: readonly string[];
}

/** The rules named on the command line. Errors: UsageError for one that the target does not have. */
export function readRuleNames(parsed: ParsedArguments, target: TargetName): RuleNames {
  const known = rulesOf(target);
  const require = (names: readonly string[], isKnown: (name: string) => boolean): readonly string[] => {
    const unknown = names.find((name) => !isKnown(name));
    if (unknown === undefined) return names;
    const fitting = known.filter(({ name }) => isKnown(name)).map(({ name }) => name);
    throw new UsageError(`There is no rule "${unknown}" to switch for ${target}; there are ${fitting.join(', ')}`);
  };
  return {
    disabledRules: require(parsed.texts('disable'), (name) => known.some((rule) => rule.name === name)),
    enabledRules: require(parsed.texts('enable'), (name) =>
      known.some((rule) => rule.name === name && rule.optional !== undefined)),
  };
}

/** The switches of a command line for a model. Errors: UsageError for a node that the model does not have. */
export function readSwitches(parsed: ParsedArguments, names: RuleNames, { frozen }: LoadedModel): RuleSwitches {
  const keepNodes = parsed.texts('keep').flatMap((name) => {
    const found = [...frozen.nodes.values()].filter(
      (node) =>
        node.name === name || node.outputs.some((id) => id !== undefined && requireValue(frozen, id).name === name),
    );
    if (found.length === 0) throw new UsageError(`The model has no node "${name}"`);
    return found.map(({ id }) => id);
  });
  return { ...names, keepNodes };
}
