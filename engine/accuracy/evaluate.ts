import type { Diagnostic, WorkbenchError } from '../errors.ts';
import type { AccuracyFigures, AnswerChanges, Sqnr } from '../report/report.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { changesOf, countOutcomes, type PairedAnswers } from './answer-changes.ts';
import {
  type Contestant,
  type EvaluatedModel,
  enterModel,
  findCommonBatch,
  findDifference,
  runAll,
} from './contestants.ts';
import type { Dataset } from './datasets/dataset.ts';
import { labelOutOfRange, nothingToCompare, throwIfCancelled } from './errors.ts';
import { readBlocks, sampleCountOf } from './feed-batches.ts';
import type { AccuracyTally } from './metrics.ts';
import { findClassOutput } from './output-values.ts';
import { pairedDrop } from './paired-difference.ts';
import type { Preprocess } from './preprocess.ts';
import { wilsonInterval } from './wilson-interval.ts';

export type { EvaluatedModel } from './contestants.ts';

export interface EvaluateOptions {
  readonly factory: SessionFactory;
  /** Samples per run, where the models leave it open; 32 by default. */
  readonly batch?: number | undefined;
  /** Added to every label. */
  readonly labelOffset?: number | undefined;
  /** Only the first samples. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EvaluateProgress) => void) | undefined;
}

export interface EvaluateProgress {
  /** Samples that every model has answered. */
  readonly doneCount: number;
  readonly totalCount: number;
}

export interface ModelAccuracy {
  /** Intervals of the fractions have 95 % confidence (Wilson); the drop's is Newcombe's. */
  readonly figures: AccuracyFigures;
  /** Against the reference; absent for the reference itself. */
  readonly answers?: AnswerChanges;
  /** Output elements that are not a number, and that are infinite. */
  readonly nanCount: number;
  readonly infinityCount: number;
}

export type ModelOutcome =
  | ({ readonly label: string; readonly status: 'evaluated' } & ModelAccuracy)
  | { readonly label: string; readonly status: 'failed'; readonly error: WorkbenchError };

export interface Evaluation {
  readonly data: string;
  readonly sampleCount: number;
  /** In the order given. The first is the reference. */
  readonly models: readonly ModelOutcome[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs the same samples through several models, batch by batch, and compares each with the first, the reference. Every model is
 * loaded once and all at the same time. A model that cannot be loaded or run is reported as failed and the others go on; without
 * the reference there is nothing to compare with, so its failure is thrown.
 * Errors: data.*, runtime errors of the reference, accuracy.batches-differ.
 */
export async function evaluate(
  models: readonly EvaluatedModel[],
  dataset: Dataset,
  preprocess: Preprocess,
  options: EvaluateOptions,
): Promise<Evaluation> {
  const contestants: Contestant[] = [];
  try {
    for (const model of models) {
      contestants.push(await enterModel(model, contestants.length === 0, options.factory, options.signal));
    }
    return await compareAll(contestants, dataset, preprocess, options);
  } finally {
    await Promise.allSettled(contestants.map(({ session }) => session?.close()));
  }
}

async function compareAll(
  contestants: readonly Contestant[],
  dataset: Dataset,
  preprocess: Preprocess,
  options: EvaluateOptions,
): Promise<Evaluation> {
  const { signal, onProgress, batch = 32, labelOffset = 0 } = options;
  const totalCount = sampleCountOf(dataset, options);
  const labels = shiftedLabels(dataset, totalCount, labelOffset);
  const fixedBatch = await findCommonBatch(contestants, dataset, preprocess, signal);
  let usesLabels = false;
  for await (const block of readBlocks(dataset, preprocess, fixedBatch ?? batch, options)) {
    throwIfCancelled(signal);
    const runs = await runAll(contestants, block, preprocess, fixedBatch, signal);
    const [reference] = runs;
    if (reference === undefined) break;
    if (reference.outputs.length === 0) throw nothingToCompare(reference.contestant.label);
    const classOutput = findClassOutput(reference.outputs, reference.batch);
    if (block.start === 0 && labels !== undefined && classOutput !== undefined) {
      requireLabelsInRange(dataset.name, labels, classOutput.values.length / reference.batch, labelOffset);
      usesLabels = true;
    }
    for (const { contestant, outputs, batch: fedCount } of runs) {
      contestant.failure ??= findDifference(reference.contestant, reference.outputs, contestant, outputs);
      if (contestant.failure !== undefined) continue;
      contestant.accumulator.add({
        reference: reference.outputs,
        outputs,
        batch: fedCount,
        // A set of feeds counts with all its rows.
        validCount: block.kind === 'feeds' ? fedCount : block.count,
        labels: usesLabels ? labels?.subarray(block.start, block.start + block.count) : undefined,
      });
    }
    onProgress?.({ doneCount: block.start + block.count, totalCount });
  }
  const basis = dataset.origin === 'random' ? 'random' : usesLabels ? 'labelled' : 'unlabelled';
  return {
    data: dataset.name,
    sampleCount: totalCount,
    models: outcomesOf(contestants, totalCount, {
      basis,
      labels: usesLabels ? labels : undefined,
      classNames: dataset.elementKind === 'uint8-hwc' && labelOffset === 0 ? dataset.classNames : undefined,
    }),
    diagnostics: labels !== undefined && !usesLabels ? [labelsUnused(dataset.name)] : [],
  };
}

function shiftedLabels({ labels }: Dataset, count: number, offset: number): Int32Array | undefined {
  return labels?.subarray(0, count).map((label) => label + offset);
}

function requireLabelsInRange(data: string, labels: Int32Array, classCount: number, offset: number): void {
  const label = labels.find((value) => value < 0 || value >= classCount);
  if (label !== undefined) throw labelOutOfRange(data, label, classCount, offset);
}

const labelsUnused = (data: string): Diagnostic => ({
  severity: 'warning',
  code: 'accuracy.no-class-output',
  message: `The model has no output of shape [batch, classes], so the labels of ${data} could not be used.`,
});

/** What the answers are judged by. */
interface Judgement extends Pick<PairedAnswers, 'labels' | 'classNames'> {
  readonly basis: AccuracyFigures['basis'];
}

function outcomesOf(
  contestants: readonly Contestant[],
  sampleCount: number,
  judgement: Judgement,
): readonly ModelOutcome[] {
  const reference = contestants[0]?.accumulator.tally().answers;
  return contestants.map(({ label, accumulator, failure }, index): ModelOutcome => {
    if (failure !== undefined) return { label, status: 'failed', error: failure };
    const tally = accumulator.tally();
    const paired = index === 0 || !reference ? undefined : { ...judgement, reference, answers: tally.answers };
    return { label, status: 'evaluated', ...accuracyOf(tally, sampleCount, judgement.basis, paired) };
  });
}

function accuracyOf(
  tally: AccuracyTally,
  sampleCount: number,
  basis: AccuracyFigures['basis'],
  paired: PairedAnswers | undefined,
): ModelAccuracy {
  const { answerCount, top1Count, top5Count, agreementCount, sqnrDb, cosine, nanCount, infinityCount } = tally;
  const total = Math.max(1, answerCount);
  return {
    figures: {
      sampleCount,
      ...(top1Count !== undefined && { top1: top1Count / total, top1Interval: wilsonInterval(top1Count, total) }),
      ...(paired?.labels && { top1Drop: pairedDrop(countOutcomes(paired, paired.labels)) }),
      ...(top5Count !== undefined && { top5: top5Count / total, top5Interval: wilsonInterval(top5Count, total) }),
      agreement: agreementCount / total,
      agreementInterval: wilsonInterval(agreementCount, total),
      sqnrDb: toSqnr(sqnrDb),
      cosine,
      basis,
    },
    ...(paired && { answers: changesOf(paired) }),
    nanCount,
    infinityCount,
  };
}

/** Infinities have no JSON form, and each of them has a meaning of its own. */
const toSqnr = (decibel: number): Sqnr => (Number.isFinite(decibel) ? decibel : decibel > 0 ? 'identical' : 'overflow');
