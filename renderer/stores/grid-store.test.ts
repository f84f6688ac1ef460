import { expect, it, vi } from 'vitest';
import { type JobView, modelId } from '../../engine/api/contract.ts';
import type { GridReport } from '../../engine/report/grid-report.ts';
import { createFakeClient, gridJob } from '../testing/fake-client.ts';
import { jobView } from '../testing/jobs.ts';
import { inceptionModel } from '../testing/models.ts';
import { createGridStore } from './grid-store.ts';

const report: GridReport = {
  model: inceptionModel.name,
  variant: 'original',
  conditions: { provider: 'cpu', device: 'd', threads: 1, onnxruntimeVersion: '1', measuredAt: '' },
  cells: [],
  remarks: [],
};

const withLine = (line: readonly JobView[]) =>
  createFakeClient({ jobs: { running: async () => ({ ok: true, value: line }) } });

it('finds its measurement again after the page was loaded anew, with the cells so far', async () => {
  const client = withLine([jobView(gridJob, 'grid', { status: 'running' })]);
  const store = createGridStore(client);
  const resumed = store.getState().resume(inceptionModel);
  client.emit(gridJob, { type: 'partial', result: { kind: 'grid', report } });
  await vi.waitFor(() =>
    expect(store.getState()).toMatchObject({ job: { status: 'running', jobId: gridJob }, report }),
  );
  client.emit(gridJob, { type: 'done', result: { kind: 'grid', report } });
  await resumed;
  expect(store.getState()).toMatchObject({ job: { status: 'idle' }, report });
});

it('leaves the measurements of other models to them', async () => {
  const store = createGridStore(withLine([jobView(gridJob, 'grid', { status: 'running' })]));
  await store.getState().resume({ ...inceptionModel, modelId: modelId.parse('other') });
  expect(store.getState().job).toEqual({ status: 'idle' });
});
