import { describe, expect, test } from 'vitest';
import { toLinks } from './links.ts';
import { chooseLines, choosePulls, lineLimits } from './references.ts';

function fan(targetRanks: readonly number[]) {
  const boxCount = targetRanks.length + 1;
  const none = new Float64Array(boxCount);
  const links = toLinks({
    widths: none,
    heights: none,
    edgeFrom: new Int32Array(targetRanks.length),
    edgeTo: Int32Array.from(targetRanks, (_, index) => index + 1),
    pillWidths: new Float64Array(targetRanks.length),
  });
  return { links, rank: Int32Array.from([0, ...targetRanks]), backward: new Uint8Array(links.count) };
}

const lines = (targetRanks: readonly number[]) => {
  const { links, rank, backward } = fan(targetRanks);
  return Array.from(chooseLines(links, rank, backward));
};

describe('chooseLines', () => {
  test('draws lines up to the longest span, references beyond', () => {
    expect(lines([1, lineLimits.span, lineLimits.span + 1])).toEqual([1, 1, 0]);
  });

  test('of a wide fan keeps the consumers in the next rows', () => {
    expect(lines([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  test('keeps all lines of a fan that is not wide', () => {
    expect(lines([1, 2, 3, 4, 5, 6, 7, 8])).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test('thins a fan into one row to a wedge that can be read', () => {
    expect(lines(new Array(60).fill(1)).filter((line) => line === 1)).toHaveLength(lineLimits.fanLines);
  });

  test('never draws a line that runs backwards', () => {
    const { links, rank } = fan([1]);
    expect(Array.from(chooseLines(links, rank, Uint8Array.from([1])))).toEqual([0]);
  });
});

describe('choosePulls', () => {
  test('lets long links pull, but not those of wide fans', () => {
    const long = fan([60]);
    expect(Array.from(choosePulls(long.links, long.backward))).toEqual([1]);
    const wide = fan([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(choosePulls(wide.links, wide.backward).some((pull) => pull === 1)).toBe(false);
  });
});
