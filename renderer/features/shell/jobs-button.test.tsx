import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { JobView } from '../../../engine/api/contract.ts';
import { fullQueue } from '../../testing/jobs.ts';
import { renderPanel } from '../../testing/render-app.tsx';

const textOf = (element: HTMLElement) => (element.textContent ?? '').replaceAll('\u202f', ' ');

async function openJobs(jobs: readonly JobView[] = fullQueue) {
  const app = await renderPanel('graph');
  app.client.emitQueue(jobs);
  await app.user.click(await screen.findByRole('button', { name: /^Jobs: \d/ }));
  const panel = await screen.findByRole('dialog', { name: 'Jobs' });
  const line = within(panel).getByRole('list', { name: 'Running and waiting' });
  return { ...app, panel, line, rows: () => within(line).getAllByRole('listitem') };
}

test('counts what runs and waits, and lists both in order with what is left', async () => {
  const { rows, panel } = await openJobs();
  expect(screen.getByRole('button', { name: 'Jobs: 1 running, 2 waiting' })).toHaveTextContent('3');
  const [running = panel, next = panel, last = panel] = rows();
  expect(textOf(running)).toContain('Compare Original, FP32, and INT8');
  expect(textOf(running)).toContain('inception_fashion.onnx');
  expect(textOf(running)).toContain('Calibrating INT8 (pass 2 of 2)43 %, about 1 min 14 s left');
  expect(within(running).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '43');
  expect(textOf(next)).toContain('Find the fastest plan');
  expect(textOf(next)).toContain('Waitingnext');
  expect(textOf(last)).toContain('Waitingnumber 2 in line');
  expect(panel).toHaveTextContent('Ends after 3 of 512 samples.');
});

test('moves what waits by its buttons, keeps the focus there, and says the new place', async () => {
  const { client, user, rows, panel, line } = await openJobs();
  expect(within(line).queryByRole('button', { name: /^Earlier: Compare/ })).toBeNull();
  expect(within(line).getByRole('button', { name: 'Earlier: Find the fastest plan' })).toBeDisabled();
  const later = within(line).getByRole('button', { name: 'Later: Find the fastest plan' });
  later.focus();
  await user.keyboard('{Enter}');
  expect(client.lastCall()).toEqual({ method: 'jobs.move', input: { jobId: 'job-tune', direction: 'later' } });
  const [compare, tune, written, ...ended] = fullQueue;
  if (!compare || !tune || !written) throw new Error('the fixture has three jobs in line');
  client.emitQueue([
    compare,
    { ...written, state: { status: 'queued', position: 1 } },
    { ...tune, state: { status: 'queued', position: 2 } },
    ...ended,
  ]);
  await waitFor(() => expect(rows()[2]).toHaveTextContent('Find the fastest plan'));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Earlier: Find the fastest plan' })).toHaveFocus());
  expect(within(panel).getByRole('status')).toHaveTextContent('Find the fastest plan: number 2 in line');
  // Later news leave the focus where the user has put it since.
  act(() => screen.getByRole('button', { name: 'Earlier: Find the fastest plan' }).blur());
  client.emitQueue(fullQueue);
  await waitFor(() => expect(rows()[1]).toHaveTextContent('Find the fastest plan'));
  expect(document.body).toHaveFocus();
});

test('cancels what runs and what waits, and keeps the focus in the panel', async () => {
  const { client, user, panel } = await openJobs();
  await user.click(screen.getByRole('button', { name: 'Cancel: Export FP16' }));
  expect(client.lastCall()).toEqual({ method: 'jobs.cancel', input: { jobId: 'job-export' } });
  client.emitQueue(fullQueue.map((job) => (job.kind === 'export' ? { ...job, state: { status: 'cancelled' } } : job)));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Cancel: Export FP16' })).toBeNull());
  await waitFor(() => expect(panel.contains(document.activeElement)).toBe(true));
});

test('shows the log of a job on demand', async () => {
  const { client, user, panel } = await openJobs();
  const [job] = fullQueue;
  const button = screen.getByRole('button', { name: /^Log of Compare/ });
  await user.click(button);
  if (job) client.emit(job.jobId, { type: 'log', line: 'FP32: 54 layers in 27' });
  expect(await within(panel).findByRole('textbox', { name: 'Log' })).toHaveValue('FP32: 54 layers in 27');
  expect(button).toHaveAttribute('aria-expanded', 'true');
  await user.click(button);
  expect(within(panel).queryByRole('textbox', { name: 'Log' })).toBeNull();
});

test('leads to the model and panel of a job, unless its model was closed', async () => {
  const { user, stores } = await openJobs();
  expect(screen.queryByRole('button', { name: 'Measure the throughput of INT8' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Find the fastest plan' }));
  expect(stores.view.getState().panel).toBe('tune');
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Jobs' })).toBeNull());
});
