import { basename, join } from 'node:path';
import { WorkbenchError } from '../errors.ts';
import type { Conversion } from '../importers/foreign/foreign-format.ts';

const sentence = (code: string, path: string, text: string, cause?: unknown) =>
  new WorkbenchError(code, { path }, text, cause === undefined ? undefined : { cause });

export const fileNotFound = (path: string) =>
  sentence('file.not-found', path, `There is no file "${path}". Check the path, or choose the file again.`);

export const fileIsDirectory = (path: string) =>
  sentence('file.is-directory', path, `"${basename(path)}" is a folder, not a model. Choose the model file inside it.`);

export const fileEmpty = (path: string) =>
  sentence('file.empty', path, `"${basename(path)}" is empty. Download or export it again.`);

export const fileUnreadable = (path: string, cause: unknown) =>
  sentence(
    'file.unreadable',
    path,
    `"${basename(path)}" cannot be read. Check its permissions and that the disk is connected.`,
    cause,
  );

export const fileTooLarge = (path: string, sizeBytes: number) =>
  new WorkbenchError(
    'file.too-large',
    { path, sizeBytes },
    `"${basename(path)}" has ${(sizeBytes / 2 ** 30).toFixed(1)} GiB; an ONNX file cannot exceed 2 GiB. Export the model with external data.`,
  );

export function formatUnsupported(path: string, format: string, { advice, command, where }: Conversion) {
  const article = /^[aeiou]/i.test(format) ? 'an' : 'a';
  const how = command && `${where === 'python' ? 'Then, in Python' : 'To convert it'}: ${command}`;
  return new WorkbenchError(
    'file.format-unsupported',
    { path, format, ...(advice && { advice }), ...(command && { command }), ...(where && { where }) },
    [`"${basename(path)}" is ${article} ${format}, which Lathe does not read.`, advice, how].filter(Boolean).join(' '),
  );
}

export const caffemodelExpected = (path: string) =>
  sentence(
    'caffe.caffemodel-expected',
    path,
    `"${basename(path)}" is no caffemodel, so it cannot give a network its weights. Choose the .caffemodel file.`,
  );

export const writeFailed = (path: string, cause: unknown) =>
  sentence(
    'file.write-failed',
    path,
    `"${basename(path)}" could not be written. Check free space and permissions, or choose another folder.`,
    cause,
  );

export const outputFolderMissing = (path: string, folder: string) =>
  sentence(
    'export.folder-missing',
    path,
    `"${basename(path)}" cannot be written, because there is no folder "${folder}". Make the folder, or choose another one.`,
  );

export const outputIsFolder = (path: string) =>
  sentence(
    'export.is-folder',
    path,
    `"${basename(path)}" is a folder. Name the file to write in it, such as "${join(basename(path), 'model.onnx')}".`,
  );

export const wouldOverwriteOriginal = (path: string) =>
  sentence(
    'export.over-original',
    path,
    `"${basename(path)}" is the opened model itself. Choose another name; originals are never changed.`,
  );

/** Puts the file's name before a sentence that was written without knowing it. */
export const inFile = (path: string, error: WorkbenchError) =>
  new WorkbenchError(error.code, { ...error.details, path }, `${basename(path)}: ${error.message}`, {
    cause: error.cause,
  });

/** What the file system says about reading a file, by its code. */
export const fileError = (path: string, cause: unknown) =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    ? fileNotFound(path)
    : fileUnreadable(path, cause);
