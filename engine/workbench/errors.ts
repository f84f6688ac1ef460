import { WorkbenchError } from '../errors.ts';

export const modelNotOpen = (modelId: string) =>
  new WorkbenchError('model.not-open', { modelId }, 'This model is no longer open. Open it again.');

export const unknownTensor = (value: string) =>
  new WorkbenchError('model.unknown-tensor', { value }, `The model has no constant named "${value}".`);

export const unknownJob = (jobId: string) =>
  new WorkbenchError('job.unknown', { jobId }, 'This job is no longer known. Start it again.');

export const unknownSample = (sampleId: string) =>
  new WorkbenchError('sample.unknown', { sampleId }, `There is no sample named "${sampleId}".`);

export const unknownUpload = (uploadId: string) =>
  new WorkbenchError('file.upload-unknown', { uploadId }, 'The uploaded file is no longer there. Choose it again.');

export const calibrationNeeded = () =>
  new WorkbenchError(
    'precision.calibration-needed',
    {},
    'INT8 needs calibration data: a few hundred typical inputs. Choose some, or use random data to explore speed only.',
  );

export const hostUnavailable = (what: string) =>
  new WorkbenchError('host.unavailable', { what }, `${what} is not available in the browser.`);

export const shapeNotFixed = (inputs: readonly string[]) =>
  new WorkbenchError(
    'model.shape-needed',
    { inputs },
    `The model leaves dimensions of ${inputs.join(', ')} open. Fix them with --shape NAME=1x3x224x224, or choose data that has them.`,
  );

export const unknownInput = (name: string, known: readonly string[]) =>
  new WorkbenchError(
    'model.unknown-input',
    { name, known },
    `The model has no input "${name}". Its inputs are: ${known.join(', ')}.`,
  );
