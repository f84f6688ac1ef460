import type { AnswerChanges, ChangedSample, ClassAccuracy, Confusion } from '../report/report.ts';
import type { PairedCounts } from './paired-difference.ts';

/** What two models answered to the same samples, in order. */
export interface PairedAnswers {
  readonly reference: Int32Array;
  readonly answers: Int32Array;
  /** The class of each, by the model's own numbering; absent without labels. */
  readonly labels?: Int32Array | undefined;
  readonly classNames?: readonly string[] | undefined;
}

/** Details are for people to look at: more than this nobody reads. */
const SHOWN_SAMPLES = 200;
const SHOWN_CONFUSIONS = 50;

/** How often each of the two was right. */
export function countOutcomes({ reference, answers }: PairedAnswers, labels: Int32Array): PairedCounts {
  const counts = { bothRight: 0, lost: 0, gained: 0, bothWrong: 0 };
  labels.forEach((label, index) => {
    const [before, after] = [reference[index] === label, answers[index] === label];
    if (before) counts[after ? 'bothRight' : 'lost'] += 1;
    else counts[after ? 'gained' : 'bothWrong'] += 1;
  });
  return counts;
}

/** Which samples changed their answer, from what to what, and what that did to each class. */
export function changesOf(paired: PairedAnswers): AnswerChanges {
  const { reference, answers, labels } = paired;
  const changed: ChangedSample[] = [];
  answers.forEach((after, index) => {
    const before = reference[index] ?? after;
    if (before === after) return;
    const label = labels?.[index];
    changed.push({ index, before, after, ...(label !== undefined && { label }) });
  });
  return {
    ...(labels && { classes: classesOf(paired, labels) }),
    changedCount: changed.length,
    samples: changed.slice(0, SHOWN_SAMPLES),
    confusions: confusionsOf(changed).slice(0, SHOWN_CONFUSIONS),
  };
}

function classesOf({ reference, answers, classNames }: PairedAnswers, labels: Int32Array): readonly ClassAccuracy[] {
  const byLabel = new Map<number, { sampleCount: number; correctCount: number; originalCorrectCount: number }>();
  labels.forEach((label, index) => {
    const counts = byLabel.get(label) ?? { sampleCount: 0, correctCount: 0, originalCorrectCount: 0 };
    counts.sampleCount += 1;
    if (answers[index] === label) counts.correctCount += 1;
    if (reference[index] === label) counts.originalCorrectCount += 1;
    byLabel.set(label, counts);
  });
  return [...byLabel]
    .sort(([a], [b]) => a - b)
    .map(([label, counts]) => {
      const name = classNames?.[label];
      return { label, ...(name !== undefined && { name }), ...counts };
    });
}

/** The most frequent first. */
function confusionsOf(changed: readonly ChangedSample[]): readonly Confusion[] {
  const counts = new Map<string, { before: number; after: number; count: number }>();
  for (const { before, after } of changed) {
    const key = `${before} ${after}`;
    const confusion = counts.get(key) ?? { before, after, count: 0 };
    confusion.count += 1;
    counts.set(key, confusion);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.before - b.before || a.after - b.after);
}
