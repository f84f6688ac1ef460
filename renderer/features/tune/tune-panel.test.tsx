import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createFakeClient, tuneJob } from '../../testing/fake-client.ts';
import { renderPanel } from '../../testing/render-app.tsx';
import { tuneReport } from '../../testing/tune-report.ts';

test('one button starts the search under the budget that was set', async () => {
  const { user, client } = await renderPanel('tune');
  const drop = await screen.findByLabelText('Accuracy that may be lost, %', {}, { timeout: 10_000 });
  await user.clear(drop);
  await user.type(drop, '0.5');
  await user.click(screen.getByRole('button', { name: 'Find the fastest plan' }));
  expect(client.lastCall()).toMatchObject({
    method: 'tune.start',
    input: { maximumDrop: 0.005, timeLimitMs: 600_000 },
  });
  expect(screen.getByRole('button', { name: 'Find the fastest plan' })).toBeDisabled();
  client.emit(tuneJob, { type: 'done', result: { kind: 'tune', report: tuneReport } });
  expect(await screen.findByRole('region', { name: 'Answer' })).toBeVisible();
});

test('the answer has its speed-up with its interval, and every plan its verdict with the reason', async () => {
  const client = createFakeClient({ tune: { latest: async () => ({ ok: true, value: tuneReport }) } });
  await renderPanel('tune', client);
  const answer = await screen.findByRole('region', { name: 'Answer' });
  expect(answer).toHaveTextContent('FP32, LRN written out');
  expect(answer).toHaveTextContent('1.72×1.69 to 1.75');
  const rows = within(screen.getByRole('table', { name: 'Plans that were tried' })).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^No\.Plan/),
    expect.stringMatching(/^0As it came1\.00×.*kept The input plan\.$/),
    expect.stringMatching(/^1FP32, LRN written out1\.72×.*kept 1\.72x/),
    expect.stringMatching(/^2FP32, with merge-sibling-convs0\.91×.*dropped Slower\.$/),
  ]);
  expect(screen.getByRole('list', { name: 'Remarks' })).toHaveTextContent('Seven plans were not tried');
});
