import { type JobKind, type JobState, type JobView, jobId, modelId } from '../../engine/api/contract.ts';
import { inceptionModel } from './models.ts';

/** A job of the sample as the engine's queue tells of it. */
export const jobView = (id: string, kind: JobKind, state: JobState, changes: Partial<JobView> = {}): JobView => ({
  jobId: jobId.parse(id),
  modelId: inceptionModel.modelId,
  model: inceptionModel.name,
  kind,
  variants: kind === 'compare' ? ['original', 'fp32', 'int8'] : [],
  state,
  ...changes,
});

/** One that runs, two that wait, and three that ended in each way there is. */
export const fullQueue: readonly JobView[] = [
  jobView('job-compare', 'compare', {
    status: 'running',
    progress: {
      stage: 'Calibrating INT8 (pass 2 of 2)',
      fraction: 0.43,
      doneCount: 220,
      totalCount: 512,
      unit: 'samples',
      remainingMs: 74_000,
    },
  }),
  jobView('job-tune', 'tune', { status: 'queued', position: 1 }),
  jobView('job-export', 'export', { status: 'queued', position: 2 }, { variants: ['fp16'] }),
  jobView(
    'job-grid',
    'grid',
    { status: 'failed', error: { code: 'data.unreadable', message: 'Ends after 3 of 512 samples.', details: {} } },
    { variants: ['int8'], modelId: modelId.parse('model-closed'), model: 'closed.onnx' },
  ),
  jobView('job-check', 'check', { status: 'done' }),
  jobView('job-confirm', 'confirm', { status: 'cancelled' }),
];
