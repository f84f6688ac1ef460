import { describe, expect, test } from 'vitest';
import { estimateTextWidth, truncateText, wrapTitle } from './text-width.ts';

const tenPerCharacter = (text: string) => text.length * 10;

test('wide letters count for more than narrow ones', () => {
  expect(estimateTextWidth('MMM', 12)).toBeGreaterThan(estimateTextWidth('iii', 12) * 2);
  expect(estimateTextWidth('', 12)).toBe(0);
});

describe('truncateText', () => {
  test('leaves what fits', () => {
    expect(truncateText('Conv', 40, tenPerCharacter)).toBe('Conv');
  });

  test('keeps the longest start that fits with an ellipsis', () => {
    expect(truncateText('BatchNormalization', 60, tenPerCharacter)).toBe('Batch…');
    expect(truncateText('Conv + Relu', 70, tenPerCharacter)).toBe('Conv +…');
  });

  test('gives up where not even one character fits', () => {
    expect(truncateText('Conv', 15, tenPerCharacter)).toBe('');
  });
});

describe('wrapTitle', () => {
  test('keeps a short title on one line', () => {
    expect(wrapTitle('Conv + Relu', 200, 3, tenPerCharacter)).toEqual(['Conv + Relu']);
  });

  test('breaks between words', () => {
    expect(wrapTitle('Conv + BatchNormalization + Relu', 200, 3, tenPerCharacter)).toEqual([
      'Conv +',
      'BatchNormalization +',
      'Relu',
    ]);
  });

  test('puts the rest into the last line', () => {
    expect(wrapTitle('Conv + BatchNormalization + Add + Relu', 200, 2, tenPerCharacter)).toEqual([
      'Conv +',
      'BatchNormalization + Add + Relu',
    ]);
  });

  test('a word that is wider than a line is broken within', () => {
    const widthOf = (text: string) => text.length;
    expect(wrapTitle('/encoder/layer/Add_1 end', 8, 3, widthOf)).toEqual(['/encoder', '/layer/A', 'dd_1 end']);
    expect(wrapTitle('abcdefghijkl', 5, 2, widthOf)).toEqual(['abcde', 'fghijkl']);
  });
});
