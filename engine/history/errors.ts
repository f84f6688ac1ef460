import { basename } from 'node:path';
import { WorkbenchError } from '../errors.ts';

export const unknownRun = (runId: number) =>
  new WorkbenchError(
    'history.unknown-run',
    { runId },
    `There is no run ${runId} in the history. Choose one of the list.`,
  );

export const historyUnavailable = (path: string, cause: unknown) =>
  new WorkbenchError(
    'history.unavailable',
    { path },
    `The history "${basename(path)}" cannot be opened here, so runs are not kept. Check the permissions of its folder and free space.`,
    { cause },
  );
