import { WorkbenchError } from '../errors.ts';

export const modelNotOpen = (modelId: string) =>
  new WorkbenchError('model.not-open', { modelId }, 'This model is no longer open. Open it again.');

export const unknownTensor = (value: string) =>
  new WorkbenchError(
    'model.unknown-tensor',
    { value },
    `Neither the model nor the graph drawn last has a constant named "${value}". Draw the graph again and choose it there.`,
  );

export const unknownJob = (jobId: string) =>
  new WorkbenchError('job.unknown', { jobId }, 'This job is no longer known. Start it again.');

export const unknownSample = (sampleId: string) =>
  new WorkbenchError('sample.unknown', { sampleId }, `There is no sample named "${sampleId}". Choose one of the list.`);

export const nothingMeasured = (model: string) =>
  new WorkbenchError(
    'report.nothing-measured',
    { model },
    `Nothing has been measured of "${model}" yet. Compare its variants first.`,
  );

export const calibrationNeeded = () =>
  new WorkbenchError(
    'precision.calibration-needed',
    {},
    'INT8 needs calibration data: a few hundred typical inputs. Choose some, or use random data to explore speed only.',
  );

export const mixedNeedsData = () =>
  new WorkbenchError(
    'precision.mixed-needs-data',
    {},
    'Mixed precision is chosen by measured accuracy, so it needs real data: for calibration, and to judge by. Random data tells nothing about it.',
  );

export const sampleOutOfRange = (data: string, index: number, sampleCount: number) =>
  new WorkbenchError(
    'data.sample-out-of-range',
    { data, index, sampleCount },
    `${data} has no sample ${index}; its ${sampleCount} samples count from 0. Choose one of them.`,
  );

export const exportPathNeeded = () =>
  new WorkbenchError('export.path-needed', {}, 'The export has no path to be written to. Choose where to save it.');

export const targetNotConfirmable = (label: string) =>
  new WorkbenchError(
    'confirm.target',
    { label },
    `${label} does not tell which graph it executes, so its layers stay predicted. Choose an ONNX Runtime target to have them confirmed.`,
  );

export const nothingTuned = (modelId: string) =>
  new WorkbenchError(
    'tune.nothing-tuned',
    { modelId },
    'No plan of this model was searched yet; start a search first.',
  );

export const unknownCandidate = (candidate: string) =>
  new WorkbenchError(
    'tune.unknown-candidate',
    { candidate },
    `The search has no candidate '${candidate}'; take one of its report.`,
  );
