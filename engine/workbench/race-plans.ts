import {
  type BenchmarkOptions,
  type BenchmarkProgress,
  type BenchmarkResult,
  benchmark,
} from '../benchmark/benchmark.ts';
import { defaultRunBudget, type RunBudget } from '../benchmark/run-budget.ts';
import { invariant } from '../errors.ts';
import type { SessionFactory } from '../runtime/session.ts';
import type { Entrant, RaceOutcome, Thoroughness } from '../tuner/services.ts';

export interface RaceServices {
  readonly factory: SessionFactory;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BenchmarkProgress) => void;
}

const budgets: Readonly<Record<Thoroughness, RunBudget>> = {
  // Twelve rounds of one run for slow models, and half a second for fast ones.
  screening: { kind: 'at-least', runCount: 12, durationMs: 500 },
  confirmation: defaultRunBudget,
};

/** Runs plans by turns, each with the session that it asks for. Errors: those of benchmark. */
export function racePlans(
  entrants: readonly Entrant[],
  thoroughness: Thoroughness,
  options: Pick<BenchmarkOptions, 'provider' | 'threads' | 'batch' | 'shapes'>,
  { factory, signal, onProgress }: RaceServices,
): Promise<BenchmarkResult> {
  const nameById = new Map(entrants.map(({ id, name }) => [id, name]));
  return benchmark(
    entrants.map(({ id, plan, built: { source, sizeBytes } }) => ({ id, source, sizeBytes, session: plan.session })),
    { ...options, budget: budgets[thoroughness] },
    {
      factory,
      signal,
      onProgress: (progress) =>
        onProgress({ ...progress, variantId: nameById.get(progress.variantId) ?? progress.variantId }),
    },
  );
}

/** In the order of the entrants. Where the first fails, there is nothing to compare the others with, and they fail with it. */
export function toRaceOutcomes({ variants }: BenchmarkResult): readonly RaceOutcome[] {
  const [first] = variants;
  return variants.map((outcome): RaceOutcome => {
    if (outcome.status === 'failed') return { status: 'failed', error: outcome.error };
    const { latencyMs, throughput, speedup } = outcome;
    if (speedup) return { status: 'measured', isFromCache: false, latencyMs, throughput, speedup };
    const cause = first?.status === 'failed' ? first.error : undefined;
    invariant(cause, 'There is no speed-up although the first was measured');
    return { status: 'failed', error: cause };
  });
}
