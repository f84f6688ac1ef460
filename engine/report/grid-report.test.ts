import { expect, it } from 'vitest';
import { findBestCell, type GridCell } from './grid-report.ts';

const cell = (batch: number, streams: number, throughput: number, p99: number): GridCell => ({
  batch,
  streams,
  outcome: { status: 'measured', throughput, latencyMs: { p50: p99 / 2, p90: p99, p99 }, runCount: 100 },
});

const failed: GridCell = {
  batch: 8,
  streams: 1,
  outcome: { status: 'failed', code: 'x', message: 'It does not fit.' },
};
const cells = [cell(1, 1, 100, 2), cell(1, 2, 180, 4), cell(4, 1, 250, 9), failed];

it('is the highest throughput that keeps to the budget', () => {
  expect(findBestCell(cells, { percentile: 'p99', ms: 5 })).toEqual({ batch: 1, streams: 2 });
  expect(findBestCell(cells, { percentile: 'p50', ms: 4.5 })).toEqual({ batch: 4, streams: 1 });
});

it('is the highest of all without a budget, and none where no cell keeps to it', () => {
  expect(findBestCell(cells, undefined)).toEqual({ batch: 4, streams: 1 });
  expect(findBestCell(cells, { percentile: 'p99', ms: 1 })).toBeUndefined();
});
