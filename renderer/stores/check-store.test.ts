import { describe, expect, it, vi } from 'vitest';
import type { JobEvent } from '../../engine/api/contract.ts';
import type { FusionCheck } from '../../engine/report/check-report.ts';
import { checkJob, createFakeClient } from '../testing/fake-client.ts';
import { inceptionGraphs } from '../testing/graphs.ts';
import { inceptionModel } from '../testing/models.ts';
import { createStores } from './create-stores.ts';

async function openModel() {
  const client = createFakeClient();
  const stores = createStores(client);
  await stores.model.getState().open({ kind: 'path', path: inceptionModel.path });
  await vi.waitFor(() => expect(stores.graph.getState().load.status).toBe('ready'));
  return { client, stores };
}

const done = (undone: readonly FusionCheck[]): JobEvent => ({
  type: 'done',
  result: { kind: 'check', report: { checks: [], undone, onnxruntimeVersion: '1.29.0' } },
});

describe('check store', () => {
  it('follows a check to its report, and forgets it when the plan changes', async () => {
    const { client, stores } = await openModel();
    const finished = stores.check.getState().start({ shapes: {} });
    client.emit(checkJob, done([]));
    await finished;
    expect(stores.check.getState().job.status).toBe('done');
    stores.rewrite.getState().change((switches) => ({ ...switches, keptNodes: [1] }));
    expect(stores.check.getState().job.status).toBe('idle');
  });

  it('leaves out what gave other numbers, and keeps the report, which is of the plan without it', async () => {
    const { client, stores } = await openModel();
    const [fusion] = inceptionGraphs().fusions;
    if (fusion === undefined) throw new Error('there is no fusion');
    const { rule, origins } = fusion;
    const finished = stores.check.getState().start({ shapes: {} });
    client.emit(
      checkJob,
      done([{ rule, origins, outcome: { status: 'different', maxAbsoluteError: 1, maxRelativeError: 1 } }]),
    );
    await finished;
    expect(stores.rewrite.getState().switches.skippedFusions).toEqual([{ rule, origins }]);
    expect(client.lastCall()).toMatchObject({ method: 'models.graph', input: { skippedFusions: [{ rule }] } });
    expect(stores.check.getState().job.status).toBe('done');
    stores.rewrite.getState().undo();
    expect(stores.check.getState().job.status).toBe('idle');
  });

  it('cancels the check of a plan that is no longer shown', async () => {
    const { client, stores } = await openModel();
    void stores.check.getState().start({ shapes: {} });
    await vi.waitFor(() => expect(stores.check.getState().job.status).toBe('running'));
    stores.model.getState().setTarget('portable');
    await vi.waitFor(() => expect(client.calls).toContainEqual({ method: 'jobs.cancel', input: { jobId: checkJob } }));
    expect(stores.check.getState().job.status).toBe('idle');
  });
});
