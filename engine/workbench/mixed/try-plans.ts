import { evaluate } from '../../accuracy/evaluate.ts';
import { benchmark } from '../../benchmark/benchmark.ts';
import { invariant } from '../../errors.ts';
import type { MixedPlan, PlanSpeed } from '../../report/mixed-report.ts';
import type { AccuracyFigures } from '../../report/report.ts';
import type { ModelSource, ProviderName, SessionFactory } from '../../runtime/session.ts';
import type { OpenedData } from '../open-data.ts';

/** A plan with its model in a file. */
export interface PlanFile {
  readonly label: string;
  readonly source: ModelSource;
  readonly sizeBytes: number;
}

/** What plans are measured on. */
export interface PlanConditions {
  readonly factory: SessionFactory;
  readonly provider: ProviderName;
  readonly threads: number;
  readonly batch: number;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly signal: AbortSignal;
}

export type PlanAccuracy = Pick<MixedPlan, 'accuracy' | 'drop'>;

/** What a plan loses against the original on the data. Errors: data.*, those of either model. */
export async function judgeAccuracy(
  original: PlanFile,
  plan: PlanFile,
  { dataset, preprocess, labelOffset, limit }: OpenedData,
  { factory, provider, signal }: PlanConditions,
  onProgress: (doneCount: number, totalCount: number) => void,
): Promise<PlanAccuracy> {
  // Accuracy does not depend on threads; all of the processor shortens the wait.
  const session = { provider, threads: 0, graphOptimization: 'all' } as const;
  const { models } = await evaluate(
    [original, plan].map(({ label, source }) => ({ label, source, session })),
    dataset,
    preprocess,
    {
      factory,
      labelOffset,
      limit,
      signal,
      onProgress: ({ doneCount, totalCount }) => onProgress(doneCount, totalCount),
    },
  );
  const outcome = models[1];
  invariant(outcome, 'A plan was evaluated and has no outcome');
  if (outcome.status === 'failed') throw outcome.error;
  return { accuracy: outcome.figures, drop: dropOf(outcome.figures) };
}

/** Of top-1 on labelled data, else of agreement with the original. A fraction. */
const dropOf = ({ top1Drop, agreement }: AccuracyFigures): number => top1Drop?.fraction ?? 1 - agreement;

export interface Race {
  /** Of the plans that ran, by label, against the optimized FP32 model. */
  readonly speeds: ReadonlyMap<string, PlanSpeed>;
  /** How fast the original is against the optimized FP32 model, at most, where it is the faster of the two; else 1. */
  readonly bar: number;
}

/** Times plans in turns with the optimized FP32 model, the baseline, and with the original. */
export async function timePlans(
  original: PlanFile,
  float: PlanFile,
  plans: readonly PlanFile[],
  { factory, provider, threads, batch, shapes, signal, runCount }: PlanConditions & { readonly runCount: number },
  onProgress: (doneCount: number, totalCount: number) => void,
): Promise<Race> {
  const { variants } = await benchmark(
    [float, original, ...plans].map(({ label, source, sizeBytes }) => ({ id: label, source, sizeBytes })),
    { provider, threads, batch, shapes, budget: { kind: 'exactly', runCount } },
    { factory, signal, onProgress: ({ doneCount, totalCount }) => onProgress(doneCount, totalCount) },
  );
  const speeds = new Map<string, PlanSpeed>();
  for (const variant of variants) {
    // A plan that cannot be run is a plan without a speed: it is never chosen.
    if (variant.status === 'failed' || !variant.speedup) continue;
    const { ratio, interval } = variant.speedup;
    speeds.set(variant.id, { ratio, latencyMs: variant.latencyMs.p50, ...(interval && { interval }) });
  }
  const ofOriginal = speeds.get(original.label)?.interval;
  return { speeds, bar: ofOriginal && ofOriginal.low > 1 ? ofOriginal.high : 1 };
}
