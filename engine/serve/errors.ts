import { WorkbenchError } from '../errors.ts';

export const pageMissing = (folder: string) =>
  new WorkbenchError(
    'serve.page-missing',
    { folder },
    `The page is not built: ${folder} has no index.html. Run "npm run build" first.`,
  );

export const addressUnavailable = (host: string, port: number, cause: unknown) =>
  new WorkbenchError(
    'serve.address-unavailable',
    { host, port },
    `Cannot listen on ${host} port ${port}: it is in use or not of this machine. Choose another with --port, or leave --port out.`,
    { cause },
  );

export const weakToken = (minLength: number) =>
  new WorkbenchError(
    'serve.weak-token',
    { minLength },
    `A token needs at least ${minLength} letters, digits, "-" or "_". Leave --token out to get a random one.`,
  );

export const uploadMalformed = (cause?: unknown) =>
  new WorkbenchError(
    'upload.malformed',
    {},
    'The upload is not a complete multipart form with files. Send the files again.',
    { cause },
  );

export const uploadEmpty = () =>
  new WorkbenchError('upload.empty', {}, 'The upload holds no file. Choose at least one file.');

export const uploadTooLarge = (limitBytes: number) =>
  new WorkbenchError(
    'upload.too-large',
    { limitBytes },
    `The upload is larger than the ${Math.floor(limitBytes / 1e6)} MB that the server has room for. Free disk space there, or copy the files to it and open them by path.`,
  );

export const uploadNameTwice = (name: string) =>
  new WorkbenchError(
    'upload.name-twice',
    { name },
    `Two files of the upload are both called ${name}. Rename one of them.`,
  );

export const uploadNotStored = (cause: unknown) =>
  new WorkbenchError(
    'upload.not-stored',
    {},
    'The server could not write the upload to its temporary folder. Check its disk and permissions.',
    { cause },
  );
