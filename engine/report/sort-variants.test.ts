import { describe, expect, it } from 'vitest';
import { type FigureColumn, toFigureGroups } from './figures.ts';
import type { CompareReport } from './report.ts';
import { bestFirst, type FigureOrder, sortVariants } from './sort-variants.ts';
import { labelledReport, unlabelledReport } from './testing/reports.ts';

const column = (report: CompareReport, name: string): FigureColumn => {
  const found = toFigureGroups(report.variants)
    .flatMap(({ columns }) => columns)
    .find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
};

const order = (report: CompareReport, name: string): FigureOrder => ({
  column: column(report, name),
  direction: bestFirst(column(report, name)),
});

const kinds = (report: CompareReport, ...rest: [FigureOrder | undefined, 'original' | 'int8']) =>
  sortVariants(report.variants, ...rest).map(({ kind }) => kind);

describe('sortVariants', () => {
  it('puts the best first, under the pinned baseline', () => {
    expect(kinds(labelledReport, order(labelledReport, 'p50'), 'original')).toEqual([
      'original',
      'int8',
      'fp32',
      'fp16',
    ]);
    expect(kinds(labelledReport, order(labelledReport, 'samples/s'), 'original').at(1)).toBe('int8');
  });

  it('turns round, and leaves the pinned one where it is', () => {
    const p50 = column(labelledReport, 'p50');
    expect(kinds(labelledReport, { column: p50, direction: 'descending' }, 'original')).toEqual([
      'original',
      'fp16',
      'fp32',
      'int8',
    ]);
  });

  it('puts what failed last in either direction', () => {
    const p50 = column(unlabelledReport, 'p50');
    for (const direction of ['ascending', 'descending'] as const)
      expect(kinds(unlabelledReport, { column: p50, direction }, 'original').at(-1)).toBe('fp16');
  });

  it('ranks no noise above every number of decibels', () => {
    expect(kinds(labelledReport, order(labelledReport, 'SQNR, dB'), 'int8')).toEqual([
      'int8',
      'original',
      'fp32',
      'fp16',
    ]);
  });

  it('keeps the order of the report without one', () => {
    expect(kinds(labelledReport, undefined, 'original')).toEqual(['original', 'fp32', 'fp16', 'int8']);
  });
});
