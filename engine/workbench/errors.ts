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

export const unknownUpload = (uploadId: string) =>
  new WorkbenchError('file.upload-unknown', { uploadId }, 'The uploaded file is no longer there. Choose it again.');

export const calibrationNeeded = () =>
  new WorkbenchError(
    'precision.calibration-needed',
    {},
    'INT8 needs calibration data: a few hundred typical inputs. Choose some, or use random data to explore speed only.',
  );

/** `what` begins a sentence: 'The file dialog'. */
export const hostUnavailable = (what: string) =>
  new WorkbenchError(
    'host.unavailable',
    { what },
    `${what} is not available in the browser. Upload files to open them, and download what is exported.`,
  );

export const exportPathNeeded = () =>
  new WorkbenchError('export.path-needed', {}, 'The export has no path to be written to. Choose where to save it.');
