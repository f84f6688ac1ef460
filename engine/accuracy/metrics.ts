import { findClassOutput, type OutputValues } from './output-values.ts';

/** The same samples through the reference and through another model. */
export interface ComparedRun {
  readonly reference: readonly OutputValues[];
  readonly outputs: readonly OutputValues[];
  /** Samples fed, padding included; an output whose first dimension has this size is split by sample. */
  readonly batch: number;
  /** The first of them, which count. */
  readonly validCount: number;
  /** Class of each valid sample, by the model's own numbering. */
  readonly labels?: Int32Array | undefined;
}

/** What was counted over all runs of one model. Fractions are of `answerCount`. */
export interface AccuracyTally {
  readonly answerCount: number;
  /** Absent without labels or without a class output. */
  readonly top1Count?: number;
  /** Absent, too, where five classes or fewer make it meaningless. */
  readonly top5Count?: number;
  readonly agreementCount: number;
  readonly sqnrDb: number;
  readonly cosine: number;
  /** Elements of the compared outputs that are not a number, and that are infinite. */
  readonly nanCount: number;
  readonly infinityCount: number;
  /** The answer to each sample, in order; `NO_ANSWER` where a score is not a number. */
  readonly answers: Int32Array;
}

/** In place of an answer that cannot be told. */
export const NO_ANSWER = -1;

/**
 * Compares a model's outputs with the reference's, run by run. Of each sample only its answer is kept.
 *
 * - top-1, top-5: the label is among the 1 or 5 highest scores of the class output; of equal scores the lowest class comes first.
 * - agreement: the same answer as the reference. The answer is the position of the highest value of the class output, lowest first
 *   among equals; without a class output, of the first numeric output; where that is one value per sample, the value rounded.
 * - SQNR: 10 log10(sum of r^2 / sum of (r - x)^2) over every element of every output that is float in the reference (of every
 *   numeric output where none is); Infinity when they are equal.
 * - cosine: per sample over the same outputs, averaged over samples. Where an output has no sample axis, it is per run, and a padded
 *   run counts with its padding.
 *
 * Elements that are not finite in the reference are left out of SQNR and cosine. Where only the other model's element is not finite,
 * its noise is infinite and the sample's cosine 0. A sample with a NaN among its scores is wrong and agrees with nothing.
 */
export class AccuracyAccumulator {
  #answerCount = 0;
  #labelledCount = 0;
  #top1Count = 0;
  #top5Count = 0;
  #classCount = 0;
  #agreementCount = 0;
  #signal = 0;
  #noise = 0;
  #cosineSum = 0;
  #cosineCount = 0;
  #nanCount = 0;
  #infinityCount = 0;
  readonly #answers: number[] = [];

  add(run: ComparedRun): void {
    this.#addAnswers(run);
    this.#addDistances(run);
  }

  tally(): AccuracyTally {
    const isRanked = this.#labelledCount > 0;
    return {
      answerCount: this.#answerCount,
      ...(isRanked ? { top1Count: this.#top1Count } : {}),
      ...(isRanked && this.#classCount > 5 ? { top5Count: this.#top5Count } : {}),
      agreementCount: this.#agreementCount,
      sqnrDb: this.#noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(this.#signal / this.#noise),
      cosine: this.#cosineCount === 0 ? 1 : this.#cosineSum / this.#cosineCount,
      nanCount: this.#nanCount,
      infinityCount: this.#infinityCount,
      answers: Int32Array.from(this.#answers),
    };
  }

  #addAnswers({ reference, outputs, batch, validCount, labels }: ComparedRun): void {
    const classOutput = findClassOutput(reference, batch);
    const index = classOutput === undefined ? 0 : reference.indexOf(classOutput);
    const found = outputs[index];
    const wanted = reference[index];
    if (found === undefined || wanted === undefined) return;
    const rows = rowsOf(found, batch, validCount);
    for (let row = 0; row < rows.count; row++) {
      const start = row * rows.length;
      this.#answerCount += 1;
      const answer = answerOf(found.values, start, rows.length);
      this.#answers.push(Number.isNaN(answer) ? NO_ANSWER : answer);
      if (answer === answerOf(wanted.values, start, rows.length)) this.#agreementCount += 1;
      const label = classOutput === undefined ? undefined : labels?.[row];
      if (label === undefined) continue;
      this.#labelledCount += 1;
      this.#classCount = rows.length;
      const rank = rankOf(found.values, start, rows.length, label);
      if (rank < 1) this.#top1Count += 1;
      if (rank < 5) this.#top5Count += 1;
    }
  }

  #addDistances({ reference, outputs, batch, validCount }: ComparedRun): void {
    // A model whose outputs are all integers is compared by them.
    const hasFloats = reference.some((output) => output.isFloat);
    const pairs = reference.flatMap((wanted, index) => {
      const output = outputs[index];
      return output !== undefined && (wanted.isFloat || !hasFloats) ? [{ output, wanted }] : [];
    });
    const isSplit = pairs.every(({ output }) => output.dims[0] === batch);
    const unitCount = isSplit ? validCount : 1;
    for (let unit = 0; unit < unitCount; unit++) {
      const sums = { dot: 0, wanted: 0, found: 0 };
      for (const { output, wanted } of pairs) {
        const length = isSplit ? output.values.length / batch : output.values.length;
        this.#addRange(output.values, wanted.values, unit * length, length, sums);
      }
      this.#cosineSum += cosineOf(sums);
      this.#cosineCount += 1;
    }
  }

  #addRange(found: Numbers, wanted: Numbers, start: number, length: number, sums: CosineSums): void {
    for (let i = start; i < start + length; i++) {
      const x = found[i] ?? 0;
      const r = wanted[i] ?? 0;
      // x - x is 0 for every number, NaN for NaN and the infinities.
      const finite = x - x === 0;
      if (!finite) {
        if (Number.isNaN(x)) this.#nanCount += 1;
        else this.#infinityCount += 1;
      }
      if (r - r !== 0) continue;
      this.#signal += r * r;
      sums.wanted += r * r;
      this.#noise += finite ? (r - x) * (r - x) : Number.POSITIVE_INFINITY;
      sums.dot += finite ? r * x : 0;
      sums.found += finite ? x * x : Number.POSITIVE_INFINITY;
    }
  }
}

type Numbers = Float32Array | Float64Array;

interface CosineSums {
  dot: number;
  wanted: number;
  found: number;
}

function cosineOf({ dot, wanted, found }: CosineSums): number {
  if (wanted === 0 && found === 0) return 1;
  if (wanted === 0 || found === 0 || found === Number.POSITIVE_INFINITY) return 0;
  // One root: exactly 1 where both are equal.
  return Math.min(1, dot / Math.sqrt(wanted * found));
}

/** The rows of an output that are one sample's each; the whole output where it has no sample axis. */
function rowsOf(
  output: OutputValues,
  batch: number,
  validCount: number,
): { readonly count: number; readonly length: number } {
  const isSplit = output.dims[0] === batch;
  return isSplit
    ? { count: validCount, length: output.values.length / batch }
    : { count: 1, length: output.values.length };
}

/** NaN, which equals nothing, where there is no answer. */
function answerOf(values: Numbers, start: number, length: number): number {
  if (length === 1) return Math.round(values[start] ?? Number.NaN);
  let best = start;
  for (let i = start; i < start + length; i++) {
    const value = values[i] ?? 0;
    if (Number.isNaN(value)) return Number.NaN;
    if (value > (values[best] ?? 0)) best = i;
  }
  return best - start;
}

/** How many classes come before this one; Infinity where a score is NaN. */
function rankOf(values: Numbers, start: number, length: number, label: number): number {
  const own = values[start + label] ?? Number.NaN;
  let before = 0;
  for (let i = 0; i < length; i++) {
    const value = values[start + i] ?? 0;
    if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
    if (value > own || (value === own && i < label)) before += 1;
  }
  return before;
}
