import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import type { ExportRequest, ExportResult } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import type { VariantBuilder } from './variant-builder.ts';
import { variantFileName } from './variant-file-name.ts';

export interface ExportServices {
  readonly builder: VariantBuilder;
  readonly downloads: { readonly folder: string; register(filePath: string, fileName: string): string } | undefined;
  readonly job: JobContext;
}

/**
 * Writes one variant where the user asked for, or prepares it for download, building it first if need be.
 * Errors: those of building; export.over-original; file.write-failed.
 */
export async function exportVariant(
  loaded: LoadedModel,
  request: ExportRequest,
  services: ExportServices,
): Promise<ExportResult> {
  const { builder, downloads, job } = services;
  const built = await builder.build(request.variant, request.calibration, {
    signal: job.signal,
    onProgress: (progress) => job.progress({ ...progress, fraction: progress.fraction * 0.9 }),
  });
  job.progress({ stage: 'Writing', fraction: 0.95, doneCount: 0, totalCount: 1, unit: 'files' });
  const fileName = request.path === undefined ? variantFileName(loaded.name, request.variant) : basename(request.path);
  const path = request.path ?? join(downloads?.folder ?? builder.folder, `${randomUUID()}.onnx`);
  const { sizeBytes } = await writeModel(built.model, path, {
    originals: loaded.files,
    weights: request.path === undefined ? 'inside' : 'beside-when-large',
    signal: job.signal,
  });
  const result = { variant: request.variant, fileName, sizeBytes };
  if (request.path !== undefined) return { ...result, path };
  return downloads ? { ...result, downloadPath: downloads.register(path, fileName) } : { ...result, path };
}
