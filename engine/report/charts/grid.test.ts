import { describe, expect, it } from 'vitest';
import type { GridCell } from '../grid-report.ts';
import { toHeatMap, toThroughputCurves } from './grid.ts';

const cell = (batch: number, streams: number, throughput: number, p99 = batch): GridCell => ({
  batch,
  streams,
  outcome: { status: 'measured', throughput, latencyMs: { p50: p99 / 2, p90: p99 * 0.9, p99 }, runCount: 30 },
});
const failed: GridCell = {
  batch: 8,
  streams: 2,
  outcome: { status: 'failed', code: 'runtime.memory', message: 'Full.' },
};

describe('the heat map', () => {
  it('has a row for each batch size and a column for each number of streams, in order', () => {
    const map = toHeatMap({
      cells: [cell(8, 1, 400), cell(1, 2, 150), cell(1, 1, 100), failed],
      best: { batch: 8, streams: 1 },
    });
    expect(map.batches).toEqual([1, 8]);
    expect(map.streams).toEqual([1, 2]);
    expect(map.rows.map((row) => row.map(({ share }) => share))).toEqual([
      [0.25, 0.375],
      [1, undefined],
    ]);
    expect(map.rows.flat().filter(({ isBest }) => isBest)).toMatchObject([{ batch: 8, streams: 1 }]);
  });

  it('leaves a place for cells that are still to come', () => {
    const map = toHeatMap({ cells: [cell(1, 1, 100), cell(1, 2, 150), cell(8, 1, 400)] });
    expect(map.rows[1]?.[1]).toMatchObject({ cell: undefined, share: undefined, isBest: false });
  });

  it('is empty before the first cell', () => expect(toHeatMap({ cells: [] }).rows).toEqual([]));
});

it('draws one line for each number of streams, by batch size, without what failed', () => {
  const curves = toThroughputCurves({ cells: [cell(8, 1, 400), cell(1, 1, 100), failed] });
  expect(curves).toEqual([
    {
      streams: 1,
      points: [
        { batch: 1, streams: 1, throughput: 100, p99Ms: 1 },
        { batch: 8, streams: 1, throughput: 400, p99Ms: 8 },
      ],
    },
  ]);
});
