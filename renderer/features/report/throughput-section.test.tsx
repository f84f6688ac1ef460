import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { GridReport } from '../../../engine/report/grid-report.ts';
import { gridJob } from '../../testing/fake-client.ts';
import { renderPanel } from '../../testing/render-app.tsx';
import { parseCounts } from './parse-counts.ts';

const report: GridReport = {
  model: 'inception_fashion.onnx',
  variant: 'original',
  conditions: {
    provider: 'cpu',
    device: 'AMD Ryzen 7 7840U',
    threads: 1,
    onnxruntimeVersion: '1.29.0',
    measuredAt: '2026-11-22T20:15:00.000Z',
  },
  budget: { percentile: 'p99', ms: 10 },
  cells: [
    {
      batch: 1,
      streams: 1,
      outcome: { status: 'measured', throughput: 400, latencyMs: { p50: 2.4, p90: 2.6, p99: 3 }, runCount: 100 },
    },
    { batch: 8, streams: 1, outcome: { status: 'failed', code: 'runtime.memory', message: 'Out of memory.' } },
  ],
  best: { batch: 1, streams: 1 },
  remarks: [],
};

describe('throughput', () => {
  it('is measured over what was typed, and draws cells as they come', async () => {
    const { user, client } = await renderPanel('compare');
    const section = await screen.findByRole('region', { name: 'Throughput' });
    const batches = within(section).getByRole('textbox', { name: 'Batch sizes' });
    await user.clear(batches);
    await user.type(batches, '1, 8');
    await user.click(within(section).getByRole('button', { name: 'Measure throughput' }));
    expect(client.lastCall()).toMatchObject({ method: 'grids.start', input: { batches: [1, 8], streams: [1, 2] } });
    client.emit(gridJob, { type: 'partial', result: { kind: 'grid', report } });
    const table = await within(section).findByRole('table');
    expect(within(table).getByText('400')).toBeVisible();
    expect(within(table).getByText('failed')).toHaveAttribute('title', 'Out of memory.');
    expect(within(section).getByRole('img', { name: /batch 1, 1 streams: 400 samples per second/ })).toBeVisible();
  });

  it('says what it does not understand', async () => {
    const { user } = await renderPanel('compare');
    const section = await screen.findByRole('region', { name: 'Throughput' });
    await user.type(within(section).getByRole('textbox', { name: 'Streams' }), ' many');
    expect(within(section).getByRole('button', { name: 'Measure throughput' })).toBeDisabled();
    expect(within(section).getByRole('alert')).toHaveTextContent('Whole numbers');
  });
});

it.each([
  ['1 2,4;8', [1, 2, 4, 8]],
  ['', undefined],
  ['0', undefined],
  ['1.5', undefined],
  ['99', undefined],
])('reads %j as %j', (text, counts) => expect(parseCounts(text, 64)).toEqual(counts));
