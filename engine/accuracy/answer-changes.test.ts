import { expect, test } from 'vitest';
import { changesOf, countOutcomes } from './answer-changes.ts';

const ints = (...values: number[]) => Int32Array.from(values);

const labels = ints(0, 0, 1, 1, 2);
const reference = ints(0, 1, 1, 2, 2);
const answers = ints(0, 0, 2, 2, 1);

test('outcomes are counted by who was right', () => {
  expect(countOutcomes({ reference, answers }, labels)).toEqual({ bothRight: 1, lost: 2, gained: 1, bothWrong: 1 });
});

test('changes name the samples, what they were taken for, and each class', () => {
  expect(changesOf({ reference, answers, labels, classNames: ['ant', 'bee', 'cat'] })).toEqual({
    classes: [
      { label: 0, name: 'ant', sampleCount: 2, correctCount: 2, originalCorrectCount: 1 },
      { label: 1, name: 'bee', sampleCount: 2, correctCount: 0, originalCorrectCount: 1 },
      { label: 2, name: 'cat', sampleCount: 1, correctCount: 0, originalCorrectCount: 1 },
    ],
    changedCount: 3,
    samples: [
      { index: 1, label: 0, before: 1, after: 0 },
      { index: 2, label: 1, before: 1, after: 2 },
      { index: 4, label: 2, before: 2, after: 1 },
    ],
    confusions: [
      { before: 1, after: 0, count: 1 },
      { before: 1, after: 2, count: 1 },
      { before: 2, after: 1, count: 1 },
    ],
  });
});

test('the most frequent confusion comes first, and without labels there are no classes', () => {
  const { confusions, ...rest } = changesOf({ reference: ints(3, 5, 5, 1), answers: ints(4, 6, 6, 1) });
  expect(confusions).toEqual([
    { before: 5, after: 6, count: 2 },
    { before: 3, after: 4, count: 1 },
  ]);
  expect(rest).toMatchObject({ changedCount: 3 });
  expect(rest).not.toHaveProperty('classes');
});

test('of many changed samples the first are kept and all are counted', () => {
  const { changedCount, samples } = changesOf({
    reference: new Int32Array(1000),
    answers: new Int32Array(1000).fill(1),
  });
  expect([changedCount, samples.length, samples.at(-1)?.index]).toEqual([1000, 200, 199]);
});
