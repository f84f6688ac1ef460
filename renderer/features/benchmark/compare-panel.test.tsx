import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../engine/api/contract.ts';
import type { CompareReport } from '../../../engine/report/report.ts';
import { compareJob, createFakeClient } from '../../testing/fake-client.ts';
import { renderPanel } from '../../testing/render-app.tsx';
import { labelledReport, unlabelledReport } from '../../testing/reports.ts';

const withReport = (report: CompareReport) =>
  createFakeClient({ compare: { latest: async () => ({ ok: true, value: report }) } });

const progress: JobEvent = {
  type: 'progress',
  stage: 'Calibrating INT8 (pass 2 of 2)',
  fraction: 0.43,
  doneCount: 220,
  totalCount: 512,
  unit: 'samples',
  remainingMs: 74_000,
};

/** The text of a row with narrow spaces as ordinary ones. */
const textOf = (element: HTMLElement) => (element.textContent ?? '').replaceAll('\u202f', ' ');
const rowOf = (name: string) => {
  const row = screen.getByRole('rowheader', { name }).closest('tr');
  if (row === null) throw new Error(`no row ${name}`);
  return textOf(row);
};

describe('a running comparison', () => {
  it('shows stage, count, time left and log, and answers Cancel at once', async () => {
    const { user, client } = await renderPanel('compare');
    await user.click(await screen.findByRole('button', { name: 'Build and compare' }));
    client.emit(compareJob, { type: 'log', line: 'FP32: 54 layers in 27' });
    client.emit(compareJob, progress);
    const job = await screen.findByRole('region', { name: 'Running comparison' });
    await waitFor(() => expect(textOf(job)).toContain('Calibrating INT8 (pass 2 of 2)'));
    expect(textOf(job)).toContain('43 %, 220 of 512 samples');
    expect(textOf(job)).toContain('about 1 min 14 s left');
    expect(within(job).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '43');
    expect(within(job).getByRole('textbox', { name: 'Log' })).toHaveValue('FP32: 54 layers in 27');
    await user.click(within(job).getByRole('button', { name: 'Cancel' }));
    expect(within(job).getByRole('status')).toHaveTextContent('Cancelling');
    client.emit(compareJob, { type: 'cancelled' });
    expect(await screen.findByText(/^Cancelled\./)).toBeVisible();
  });

  it('says why it failed, with its log, and leaves the report before', async () => {
    const { user, client } = await renderPanel('compare', withReport(labelledReport));
    await screen.findByRole('table');
    await user.click(screen.getByRole('button', { name: 'Build and compare' }));
    client.emit(compareJob, { type: 'log', line: 'reading samples' });
    client.emit(compareJob, { type: 'failed', error: { code: 'data.short', message: 'Too few.', details: {} } });
    expect(await screen.findByText('The comparison did not finish')).toBeVisible();
    expect(screen.getByRole('textbox', { name: 'Log' })).toHaveValue('reading samples');
    expect(screen.getByRole('table')).toBeVisible();
  });
});

describe('a report', () => {
  it('has the five figures of every variant in a row, with ratios to the original', async () => {
    await renderPanel('compare', withReport(labelledReport));
    await screen.findByRole('table');
    const heads = screen.getAllByRole('columnheader').map(textOf);
    for (const head of ['Latency, ms', 'Throughput', 'Efficiency', 'Accuracy, %', 'Memory, MB', 'File, MB']) {
      expect(heads).toContain(head);
    }
    expect(rowOf('Original')).not.toContain('×');
    expect(rowOf('INT8')).toContain('2.56× faster');
    expect(rowOf('INT8')).toContain('−0.40 pt');
    expect(rowOf('INT8')).toContain('3.70× smaller');
    expect(rowOf('FP16')).toContain('1.23× slower');
    expect(screen.getByText(/FP16 is slower here because/)).toBeVisible();
  });

  it('is sorted by any of its columns, under the baseline, which any row can become', async () => {
    const { user } = await renderPanel('compare', withReport(labelledReport));
    await screen.findByRole('table');
    const rowNames = () => screen.getAllByRole('rowheader').map(textOf);
    await user.click(screen.getByRole('button', { name: 'p50' }));
    expect(rowNames()).toEqual(['Original', 'INT8', 'Optimized FP32', 'FP16']);
    expect(screen.getByRole('columnheader', { name: 'p50' })).toHaveAttribute('aria-sort', 'ascending');
    await user.click(screen.getByRole('button', { name: 'Compare with INT8' }));
    expect(rowNames()).toEqual(['INT8', 'Optimized FP32', 'Original', 'FP16']);
    expect(rowOf('Original')).toContain('slower');
    expect(rowOf('INT8')).not.toContain('×');
  });

  it('names the fastest variant inside the budget', async () => {
    await renderPanel('compare', withReport(labelledReport));
    const chart = await screen.findByRole('region', { name: 'Accuracy against latency' });
    expect(textOf(chart)).toContain('The fastest inside it: INT8, 0.943 ms.');
  });

  it('splits memory into process, model and file', async () => {
    await renderPanel('compare', withReport(labelledReport));
    const chart = await screen.findByRole('region', { name: 'Memory' });
    expect(textOf(chart)).toContain('INT8: 24.1 MB at the peak, 5.24 MB of it for the model, file 348 kB');
  });

  it('names its conditions under the table and under both charts', async () => {
    await renderPanel('compare', withReport(labelledReport));
    await screen.findByRole('table');
    for (const name of ['Figures', 'Accuracy against latency', 'Latency of single runs']) {
      expect(textOf(screen.getByRole('region', { name }))).toContain('cpu on AMD Ryzen 7 7840U · 1 thread · batch 1');
    }
  });

  it('labels both axes of the scatter plot and every point', async () => {
    await renderPanel('compare', withReport(labelledReport));
    const chart = await screen.findByRole('region', { name: 'Accuracy against latency' });
    expect(textOf(chart)).toContain('Median latency, ms');
    expect(textOf(chart)).toContain('Top-1');
    for (const label of ['Original', 'Optimized FP32', 'FP16', 'INT8']) {
      expect(within(chart).getByText(label)).toBeVisible();
    }
    expect(textOf(chart)).toContain('INT8: 0.943 ms, top-1 94.60 %');
  });

  it('says p50 and p99 of every distribution', async () => {
    await renderPanel('compare', withReport(labelledReport));
    const chart = await screen.findByRole('region', { name: 'Latency of single runs' });
    expect(textOf(chart)).toMatch(/INT8: p50 0\.943 ms, p99 1\.16 ms/);
  });

  it('without labels shows agreement, and says that it is no accuracy', async () => {
    await renderPanel('compare', withReport(unlabelledReport));
    const chart = await screen.findByRole('region', { name: 'Accuracy against latency' });
    expect(textOf(chart)).toContain('Agreement with the original, not accuracy: random inputs');
    expect(screen.getByText('Not valid for accuracy: random calibration data.')).toBeVisible();
    expect(screen.queryByRole('columnheader', { name: 'top-1' })).toBeNull();
  });

  it('keeps a failed variant as a row with its reason, and offers no export of it', async () => {
    await renderPanel('compare', withReport(unlabelledReport));
    await screen.findByRole('table');
    expect(rowOf('FP16')).toContain('ONNX Runtime has no float16 kernel for Resize on the CPU');
    expect(screen.queryByRole('button', { name: /Export FP16/ })).toBeNull();
    expect(screen.getByRole('button', { name: /Export INT8/ })).toBeEnabled();
  });

  it('exports INT8 as it was measured, not as it is chosen by now', async () => {
    const { user, client, stores } = await renderPanel('compare');
    const measured = stores.precision.getState().calibration;
    await user.click(await screen.findByRole('button', { name: 'Build and compare' }));
    client.emit(compareJob, { type: 'done', result: { kind: 'compare', report: labelledReport } });
    await screen.findByRole('table');
    stores.precision.getState().setCalibration({ kind: 'random' });
    await user.click(screen.getByRole('button', { name: /Export INT8/ }));
    await waitFor(() => expect(client.lastCall()?.method).toBe('exports.start'));
    if (measured.kind !== 'data') throw new Error('the sample brings calibration data');
    expect(client.lastCall()?.input).toMatchObject({ variant: 'int8', calibration: { data: measured.data } });
  });
});
