import type { AppEvent } from './contract.ts';

/** What a file dialog is opened for; decides its title, filters and whether folders or files are chosen. */
export type FilePurpose = 'model' | 'data' | 'data-folder' | 'labels';

/**
 * What the engine asks of whoever hosts it: an Electron window, or an HTTP server with a browser before it.
 * `kind` is what `AppInfo.host` reports.
 */
export type HostServices = WindowHost | BrowserHost;

interface AnyHost {
  /** A model named when the program was started: an absolute path. */
  readonly startModel?: string;
  /**
   * Files opened from outside and menu commands. Events that come while nobody listens wait for the next listener.
   * Returns the function that stops listening.
   */
  subscribe(listener: (event: AppEvent) => void): () => void;
}

/** Has native dialogs; files are named by their paths. */
export interface WindowHost extends AnyHost {
  readonly kind: 'window';
  /** Absolute paths; empty when the dialog was cancelled. */
  chooseFiles(purpose: FilePurpose): Promise<readonly string[]>;
  /** An absolute path, or '' when the dialog was cancelled. */
  chooseSavePath(suggestedName: string): Promise<string>;
  showInFolder(path: string): Promise<void>;
}

/** Has no dialogs: files come in as uploads and leave as downloads. */
export interface BrowserHost extends AnyHost {
  readonly kind: 'browser';
  readonly uploads: UploadStore;
  readonly downloads: DownloadStore;
}

export interface UploadStore {
  /** Absolute path of what was uploaded: the first file of the form, with the others beside it. Undefined for an unknown id. */
  findPath(uploadId: string): string | undefined;
}

export interface DownloadStore {
  /**
   * Makes a file available to the browser under `fileName` until the server stops; the file itself stays its owner's.
   * Returns the relative address, for `ExportResult.downloadPath`.
   */
  register(filePath: string, fileName: string): string;
  /** A private folder, deleted when the server stops, for files that exist only to be downloaded. */
  readonly folder: string;
}
