import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import type { ConfirmationReport } from '../../../engine/report/confirmation.ts';
import { selectEvidence } from '../../stores/confirm-store.ts';
import { createStores } from '../../stores/create-stores.ts';
import { StoresProvider } from '../../stores/use-stores.tsx';
import { confirmJob, createFakeClient } from '../../testing/fake-client.ts';
import { inceptionModel } from '../../testing/models.ts';
import { ConfirmBar } from './confirm-bar.tsx';
import { toConfirmSummary } from './confirm-words.ts';
import { RuntimeLayer } from './runtime-layer.tsx';

const report: ConfirmationReport = {
  target: 'onnxruntime-cpu',
  provider: 'cpu',
  onnxruntimeVersion: '1.29.0',
  layers: [
    {
      box: 'l1',
      verdict: 'confirmed',
      runtimeNodes: [{ name: 'conv_nchwc', opType: 'Conv', provider: 'CPUExecutionProvider', durationMs: 1.25 }],
    },
    { box: 'l2', verdict: 'split', runtimeNodes: [] },
  ],
  counts: { confirmed: 1, split: 1, fused: 0, removed: 0 },
  inserted: [{ opType: 'ReorderOutput', count: 3 }],
  elsewhere: [],
};

async function show(target: string) {
  const client = createFakeClient();
  const stores = createStores(client);
  await stores.model.getState().open({ kind: 'path', path: inceptionModel.path });
  await vi.waitFor(() => expect(stores.graph.getState().load.status).toBe('ready'));
  render(
    <StoresProvider stores={stores}>
      <ConfirmBar target={target} />
      <RuntimeLayer box="l1" />
    </StoresProvider>,
  );
  return { client, stores, user: userEvent.setup() };
}

describe('ConfirmBar', () => {
  test('asks the runtime, sums up its answer and shows it beside a layer', async () => {
    const { client, stores, user } = await show('onnxruntime-cpu');
    expect(selectEvidence(stores.confirm.getState())).toBe('predicted');
    expect(screen.queryByRole('region', { name: 'In ONNX Runtime' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Confirm layers' }));
    expect(client.lastCall()).toMatchObject({ method: 'confirmations.start' });
    client.emit(confirmJob, { type: 'done', result: { kind: 'confirm', report } });
    expect(await screen.findByText(/^1 of 2 layers confirmed, 1 split/)).toBeDefined();
    expect(screen.getByRole('region', { name: 'In ONNX Runtime' }).textContent).toMatch(/one node of its own.*1\.25/);
    expect(selectEvidence(stores.confirm.getState())).toBe('partly confirmed');
  });

  test('says why nothing was confirmed', async () => {
    const { client, user } = await show('onnxruntime-cpu');
    await user.click(screen.getByRole('button', { name: 'Confirm layers' }));
    const error = { code: 'runtime.load-failed', message: 'Loading plan.onnx failed.', details: {} };
    client.emit(confirmJob, { type: 'failed', error });
    expect(await screen.findByText(/No layer was confirmed/)).toBeDefined();
  });

  test.each(['tensorrt', 'portable'])('is absent for %s, which cannot be asked', async (target) => {
    await show(target);
    expect(screen.queryByRole('button', { name: 'Confirm layers' })).toBeNull();
  });
});

test('the summary tells conditions, what was inserted and what is missing', () => {
  expect(toConfirmSummary(report)).toBe(
    '1 of 2 layers confirmed, 1 split (ONNX Runtime 1.29.0, cpu). Inserted between layers: ReorderOutput 3.',
  );
  const bare = { ...report, inserted: [], notRun: 'open dims', elsewhere: [{ name: 'a', opType: 'Relu' }] };
  expect(toConfirmSummary(bare)).toContain('1 node ran on another provider. Not run, so without times.');
});
