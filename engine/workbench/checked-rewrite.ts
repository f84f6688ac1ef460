import type { FusionKey } from '../passes/rule-switches.ts';
import type { AppliedStep } from '../passes/trace.ts';
import type { LoadedModel } from './load-model.ts';
import { type FusionProof, type ProofOptions, type ProofServices, proveFusions } from './prove-fusions.ts';
import { type RewriteOptions, type RewrittenModel, rewriteModel } from './rewrite-model.ts';

export interface CheckedModel {
  readonly rewritten: RewrittenModel;
  /** One per change of the final rewriting, in the order in which they were made. */
  readonly proofs: readonly FusionProof[];
  /** Changes that gave other numbers; the rewriting was made again without them. */
  readonly undone: readonly FusionProof[];
}

/** Rewritings that still hold a wrong change after this many attempts have a rule switched off as a whole. */
const ATTEMPT_LIMIT = 8;

/**
 * Rewrites a model and proves every change of it. One that gives other numbers is left out, and the rest is made and proved
 * again. Errors: AbortError.
 */
export async function rewriteChecked(
  loaded: LoadedModel,
  options: RewriteOptions & ProofOptions,
  services: ProofServices,
  rewrite: (loaded: LoadedModel, options: RewriteOptions) => RewrittenModel = rewriteModel,
): Promise<CheckedModel> {
  const undone: FusionProof[] = [];
  const disabledRules = [...(options.disabledRules ?? [])];
  const skippedFusions: FusionKey[] = [...(options.skippedFusions ?? [])];
  for (let attempt = 1; ; attempt++) {
    const steps: AppliedStep[] = [];
    const onStep = (step: AppliedStep) => steps.push(step);
    const rewritten = rewrite(loaded, { ...options, disabledRules, skippedFusions, onStep });
    const proofs = await proveFusions(loaded.model, steps, options, services);
    const wrong = proofs.filter(({ outcome }) => outcome.status === 'different');
    if (wrong.length === 0) return { rewritten, proofs, undone };
    undone.push(...wrong);
    for (const { rule, origins } of wrong) {
      // A pass works on the whole graph at once, so there is no single fusion of it to leave out.
      if (attempt >= ATTEMPT_LIMIT || isPass(steps, rule)) disabledRules.push(rule);
      else skippedFusions.push({ rule, origins });
    }
  }
}

const isPass = (steps: readonly AppliedStep[], rule: string): boolean =>
  steps.some((step) => step.rule === rule && step.nodeIds.length === 0);

/** Proofs by fusion, for lists of fusions. */
export const proofKey = (rule: string, origins: readonly number[]): string => `${rule} ${origins.join(' ')}`;
