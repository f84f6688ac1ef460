import { randomUUID } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { ExportRequest, ExportResult } from '../api/contract.ts';
import type { DownloadStore } from '../api/host-services.ts';
import { requireWritable, writeModel } from '../files/write-model.ts';
import { targetForProvider } from '../targets/targets.ts';
import { exportPathNeeded } from './errors.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import type { VariantBuilder } from './variant-builder.ts';
import { variantFileName } from './variant-file-name.ts';

export interface ExportServices {
  readonly builder: VariantBuilder;
  /** Absent where exports are saved by path. */
  readonly downloads: DownloadStore | undefined;
  readonly job: JobContext;
}

export interface WrittenExport extends ExportResult {
  /** What was written, the model first. */
  readonly files: readonly string[];
}

/** Share of building in the whole job. */
const BUILD_SHARE = 0.9;

/**
 * Writes one variant where the user asked for, or prepares it for download, building it first if need be.
 * Errors: export.path-needed; those of requireWritable, before anything is built; those of building; export.too-large.
 */
export async function exportVariant(
  loaded: LoadedModel,
  request: ExportRequest,
  services: ExportServices,
): Promise<WrittenExport> {
  const place = placeOf(loaded, request, services.downloads);
  await requireWritable(place.path, loaded.files);
  const { builder, job } = services;
  const built = await builder.build(request.variant, request.calibration, {
    signal: job.signal,
    target: request.target ?? targetForProvider(request.provider),
    switches: request,
    measure: request,
    mixed: request.mixed,
    isBestSoFarEnough: true,
    shapes: request.shapes,
    onProgress: (progress) => job.progress({ ...progress, fraction: progress.fraction * BUILD_SHARE }),
  });
  job.progress({ stage: 'Writing', fraction: BUILD_SHARE, doneCount: 0, totalCount: 1, unit: 'files' });
  const { sizeBytes, files } = await writeModel(built.model, place.path, {
    originals: loaded.files,
    weights: place.download ? 'inside' : 'beside-when-large',
    signal: job.signal,
  });
  const { path, fileName, download } = place;
  const result = { variant: request.variant, fileName, sizeBytes, files };
  return download ? { ...result, downloadPath: download.register(path, fileName) } : { ...result, path };
}

interface Place {
  readonly path: string;
  readonly fileName: string;
  /** Where to register the file, when it is only there to be downloaded. */
  readonly download?: DownloadStore;
}

function placeOf(loaded: LoadedModel, { path, variant }: ExportRequest, downloads: DownloadStore | undefined): Place {
  if (path !== undefined) return { path: resolve(path), fileName: basename(path) };
  if (!downloads) throw exportPathNeeded();
  return {
    path: join(downloads.folder, `${randomUUID()}.onnx`),
    fileName: variantFileName(loaded.name, variant),
    download: downloads,
  };
}
