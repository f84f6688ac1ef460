import type { ExportResult } from '../api/contract.ts';
import { fingerprintOf } from '../history/fingerprint.ts';
import type { ExportRecord, ModelIdentity } from '../history/run-record.ts';

/** An export as the history keeps it. `files` is what was written, the model first. Errors: file.unreadable. */
export async function toExportRecord(
  model: ModelIdentity,
  { variant, fileName, path = '', sizeBytes }: ExportResult,
  files: readonly string[],
): Promise<ExportRecord> {
  const fingerprint = await fingerprintOf(files);
  return { model, variant, fileName, path, sizeBytes, fingerprint, exportedAt: new Date().toISOString() };
}
