import { randomUUID } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { ReportFormat, WrittenReport } from '../api/contract.ts';
import type { DownloadStore } from '../api/host-services.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import type { NotedRun } from '../history/run-record.ts';
import { exportPathNeeded } from './errors.ts';
import { reportFileName, toDocument } from './report-document.ts';

export interface DocumentPlace {
  readonly path: string | undefined;
  /** Absent where documents are saved by path. */
  readonly downloads: DownloadStore | undefined;
}

/** Writes a run as a document to a path, or where the browser can get it. Errors: export.path-needed, file.write-failed. */
export async function writeDocument(
  run: NotedRun,
  format: ReportFormat,
  { path, downloads }: DocumentPlace,
): Promise<WrittenReport> {
  const bytes = new TextEncoder().encode(toDocument(run, format));
  if (path !== undefined) {
    await writeAtomically(resolve(path), [bytes]);
    return { fileName: basename(path), path: resolve(path) };
  }
  if (!downloads) throw exportPathNeeded();
  const place = join(downloads.folder, `${randomUUID()}.${format}`);
  await writeAtomically(place, [bytes]);
  const fileName = reportFileName(run.model.name, format);
  return { fileName, downloadPath: downloads.register(place, fileName) };
}
