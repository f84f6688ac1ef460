import type { OptionalRule } from '../targets/target.ts';
import { targetOf } from '../targets/targets.ts';
import type { Change } from './change.ts';
import type { Plan } from './plan.ts';

/** Each optional rule of the plan's target the other way round: a rule that is on off, one that is off on. */
export function ruleChanges(plan: Plan): readonly Change[] {
  return targetOf(plan.rewrite.target).optionalRules.map((option) =>
    isOn(option, plan) ? without(option.rule.name) : withRule(option.rule.name),
  );
}

function isOn({ rule, isDefault, unsuitedFor = [] }: OptionalRule, { format, rewrite }: Plan): boolean {
  if (rewrite.disabledRules.includes(rule.name)) return false;
  const isSuited = format === 'original' || !unsuitedFor.includes(format);
  return rewrite.enabledRules.includes(rule.name) || (isDefault && isSuited);
}

const without = (rule: string): Change => ({
  name: `without ${rule}`,
  of: 'rules',
  apply: ({ rewrite, ...plan }) => ({
    ...plan,
    rewrite: {
      ...rewrite,
      enabledRules: rewrite.enabledRules.filter((name) => name !== rule),
      disabledRules: [...rewrite.disabledRules, rule],
    },
  }),
});

const withRule = (rule: string): Change => ({
  name: `with ${rule}`,
  of: 'rules',
  apply: ({ rewrite, ...plan }) => ({
    ...plan,
    rewrite: {
      ...rewrite,
      enabledRules: [...rewrite.enabledRules, rule],
      disabledRules: rewrite.disabledRules.filter((name) => name !== rule),
    },
  }),
});
