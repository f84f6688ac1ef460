import { stat } from 'node:fs/promises';
import { extname, isAbsolute } from 'node:path';
import { type BrowserWindow, dialog, type FileFilter, type OpenDialogOptions, shell } from 'electron';
import type { FilePurpose } from '../engine/api/host-services.ts';

const allFiles = { name: 'All files', extensions: ['*'] };

const openOptions: Readonly<Record<FilePurpose, OpenDialogOptions>> = {
  model: {
    title: 'Open a model',
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Models', extensions: ['onnx', 'prototxt', 'caffemodel'] }, allFiles],
  },
  data: {
    title: 'Choose data',
    properties: ['openFile'],
    filters: [{ name: 'Arrays', extensions: ['npy', 'npz', 'gz'] }, allFiles],
  },
  'data-folder': { title: 'Choose a folder of data', properties: ['openDirectory'] },
  labels: {
    title: 'Choose labels',
    properties: ['openFile'],
    filters: [{ name: 'Labels', extensions: ['npy', 'npz', 'gz', 'txt', 'json'] }, allFiles],
  },
};

/** Absolute paths; empty when the user cancelled. */
export async function chooseFiles(window: BrowserWindow, purpose: FilePurpose): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, openOptions[purpose]);
  return canceled ? [] : filePaths;
}

/** The kind of file that a suggested name stands for. */
function filtersFor(suggestedName: string): FileFilter[] {
  const extension = extname(suggestedName).slice(1);
  return extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }];
}

/** One absolute path; empty when the user cancelled. */
export async function chooseSavePath(window: BrowserWindow, suggestedName: string): Promise<readonly string[]> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save',
    defaultPath: suggestedName,
    filters: [...filtersFor(suggestedName), allFiles],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? [] : [filePath];
}

/** Rejects where there is no such file, instead of opening a file manager somewhere else. */
export async function showInFolder(path: string): Promise<void> {
  if (!isAbsolute(path)) throw new Error('not an absolute path');
  await stat(path);
  shell.showItemInFolder(path);
}
