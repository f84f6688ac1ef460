import { type EvaluateProgress, evaluate } from '../accuracy/evaluate.ts';
import type { SessionFactory } from '../runtime/session.ts';
import type { AccuracyOutcome, Entrant } from '../tuner/services.ts';
import type { OpenedData } from './open-data.ts';

export interface AssessServices {
  readonly factory: SessionFactory;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: EvaluateProgress) => void;
}

/** Compares what plans answer with what the first of them does. Errors: data.*, those of the first. */
export async function assessPlans(
  entrants: readonly Entrant[],
  { dataset, preprocess, labelOffset, limit }: OpenedData,
  services: AssessServices,
): Promise<readonly AccuracyOutcome[]> {
  const { models } = await evaluate(
    entrants.map(({ id, plan, built }) => ({
      label: id,
      source: built.source,
      // Answers do not depend on threads; all of the processor shortens the wait.
      session: { ...plan.session, threads: 0 },
    })),
    dataset,
    preprocess,
    { ...services, labelOffset, limit },
  );
  return models.map((model) =>
    model.status === 'failed'
      ? { status: 'failed', error: model.error }
      : { status: 'assessed', figures: model.figures },
  );
}
