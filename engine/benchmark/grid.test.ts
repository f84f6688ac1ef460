import { describe, expect, it } from 'vitest';
import { WorkbenchError } from '../errors.ts';
import { type GridMeasurement, type GridOptions, measureGrid } from './grid.ts';
import { type Script, scriptedFactory } from './testing/scripted-factory.ts';

const session = { provider: 'cpu', threads: 1, graphOptimization: 'all' } as const;

function measure(script: Script, batches: readonly number[], options: Partial<GridOptions> = {}) {
  const factory = scriptedFactory({ model: script });
  const told: GridMeasurement[] = [];
  const cells = measureGrid(
    batches.map((batch) => ({ batch, source: { kind: 'file', path: 'model' } })),
    { session, streams: [1, 2], windowMs: 20, ...options },
    { factory, onCell: (cell) => told.push(cell) },
  );
  return { factory, told, cells };
}

const placesOf = (cells: readonly GridMeasurement[]) => cells.map(({ batch, streams }) => `${batch}x${streams}`);
const codesOf = (cells: readonly GridMeasurement[]) =>
  cells.map(({ outcome }) => (outcome.status === 'failed' ? outcome.error.code : 'measured'));

describe('a grid', () => {
  it('has every batch with every number of streams, told as they are done', async () => {
    const { cells, told, factory } = measure({ durationMs: () => 5 }, [1, 4]);
    expect(placesOf(await cells)).toEqual(['1x1', '1x2', '4x1', '4x2']);
    expect(told).toEqual(await cells);
    expect(factory.openCount()).toBe(0);
  });

  it('feeds the batch of the cell', async () => {
    const { cells, factory } = measure({ durationMs: () => 5 }, [3], { streams: [1] });
    await cells;
    expect(factory.feeds.get('model')?.x?.dims).toEqual([3, 2]);
  });

  it('gives the latency of single runs', async () => {
    const { cells } = measure({ durationMs: () => 5 }, [1], { streams: [1] });
    expect((await cells)[0]?.outcome).toMatchObject({ status: 'measured', latencyMs: { p50: 5, p99: 5 } });
  });

  it('puts another batch into shapes that are given', async () => {
    const { cells, factory } = measure({ inputDims: ['batch', 'length'], durationMs: () => 5 }, [4], {
      streams: [1],
      shapes: { x: [1, 128] },
    });
    await cells;
    expect(factory.feeds.get('model')?.x?.dims).toEqual([4, 128]);
  });

  it('fails the batches that a model with a fixed batch does not run, and goes on', async () => {
    const { cells } = measure({ inputDims: [2, 3, 8, 8], durationMs: () => 5 }, [1, 2], { streams: [1] });
    expect(codesOf(await cells)).toEqual(['benchmark.fixed-batch', 'measured']);
  });

  it('says what drove it, and why that is not what was asked for', async () => {
    const factory = scriptedFactory({ model: { durationMs: () => 5 } });
    const open: typeof factory.open = async (...args) => ({ ...(await factory.open(...args)), fallback: 'No koffi.' });
    const [cell] = await measureGrid(
      [{ batch: 1, source: { kind: 'file', path: 'model' } }],
      { session: { ...session, backend: 'c-api' }, streams: [1], windowMs: 20 },
      { factory: { ...factory, open } },
    );
    expect(factory.options.get('model')?.backend).toBe('c-api');
    expect(cell?.outcome).toMatchObject({ backend: 'node-binding', fallback: 'No koffi.' });
  });

  it('keeps the cells before a stream that does not start', async () => {
    const factory = scriptedFactory({ model: { durationMs: () => 5 } });
    let openedCount = 0;
    const open: typeof factory.open = async (...args) => {
      if (++openedCount > 2) throw new WorkbenchError('runtime.load-failed', {}, 'There is no memory left.');
      return factory.open(...args);
    };
    const cells = await measureGrid(
      [{ batch: 1, source: { kind: 'file', path: 'model' } }],
      { session, streams: [1, 2, 4], windowMs: 20 },
      { factory: { ...factory, open } },
    );
    expect(codesOf(cells)).toEqual(['measured', 'measured', 'runtime.load-failed']);
    expect(factory.openCount()).toBe(0);
  });
});
