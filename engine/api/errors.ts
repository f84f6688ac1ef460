import { WorkbenchError } from '../errors.ts';

export const unknownUpload = (uploadId: string) =>
  new WorkbenchError('file.upload-unknown', { uploadId }, 'The uploaded file is no longer there. Choose it again.');

/** `what` begins a sentence: 'The file dialog'. */
export const hostUnavailable = (what: string) =>
  new WorkbenchError(
    'host.unavailable',
    { what },
    `${what} is not available in the browser. Upload files to open them, and download what is exported.`,
  );
