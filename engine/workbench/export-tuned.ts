import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { TunedExport, TunedExportRequest } from '../api/contract.ts';
import type { DownloadStore } from '../api/host-services.ts';
import { invariant } from '../errors.ts';
import { bundleFiles } from '../export/bundle/bundle-files.ts';
import { type PlanFile, toPlanFileSession } from '../export/bundle/plan-file.ts';
import { zipFiles } from '../export/bundle/zip.ts';
import { outputFolderMissing, writeFailed } from '../files/errors.ts';
import { writeAllAtomically, writeAtomically } from '../files/write-atomically.ts';
import { isFolder, writeModel } from '../files/write-model.ts';
import type { Graph } from '../ir/graph.ts';
import { findDataType, requireValue } from '../ir/query.ts';
import { ownValue } from '../own-value.ts';
import type { TuneCandidate } from '../report/tune-report.ts';
import { exportPathNeeded, unknownCandidate } from './errors.ts';
import { hashFiles } from './hash-files.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import type { TunedModel } from './tune-model.ts';
import type { BuiltVariant } from './variant-builder.ts';

export interface ExportTunedServices {
  /** Absent where exports are saved by path. */
  readonly downloads: DownloadStore | undefined;
  readonly job: Pick<JobContext, 'signal' | 'progress'>;
}

/**
 * Writes the model of a plan, plan.json and code that runs it, into a folder or as an archive to download.
 * Errors: tune.unknown-candidate, export.path-needed, export.folder-missing, those of building and writing.
 */
export async function exportTuned(
  loaded: LoadedModel,
  tuned: TunedModel,
  { candidate: id = tuned.report.best, path }: Pick<TunedExportRequest, 'candidate' | 'path'>,
  { downloads, job }: ExportTunedServices,
): Promise<TunedExport> {
  const candidate = tuned.report.candidates.find((each) => each.id === id);
  if (!candidate) throw unknownCandidate(id);
  if (path !== undefined) {
    const folder = resolve(path);
    const written = await writeFolder(folder, loaded, tuned, candidate, job);
    return { ...written, path: folder };
  }
  if (!downloads) throw exportPathNeeded();
  const folder = join(downloads.folder, randomUUID());
  try {
    const written = await writeFolder(folder, loaded, tuned, candidate, job);
    const archive = `${folder}.zip`;
    const names = await readdir(folder);
    await writeAtomically(archive, zipFiles(names.map((name) => ({ name, path: join(folder, name) }))), job.signal);
    const fileName = `${basename(loaded.name).replace(/\.[^.]+$/, '')}.tuned.zip`;
    return { ...written, downloadPath: downloads.register(archive, fileName) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Refuses a folder that cannot be made, so that long work before it is not lost. Errors: export.folder-missing. */
export async function requireTunedFolder(folder: string): Promise<void> {
  if (!(await isFolder(dirname(folder)))) throw outputFolderMissing(folder, dirname(folder));
}

const modelName = 'model.onnx';

async function writeFolder(
  folder: string,
  loaded: LoadedModel,
  { report, builder, shapes }: TunedModel,
  candidate: TuneCandidate,
  job: ExportTunedServices['job'],
): Promise<Pick<TunedExport, 'files' | 'sizeBytes'>> {
  const { signal } = job;
  await requireTunedFolder(folder);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeFailed(folder, cause);
  });
  job.progress({ stage: 'Building', fraction: 0.1, doneCount: 0, totalCount: 1, unit: 'files' });
  const variant = await builder.variantOf(candidate.plan, signal);
  const modelPath = join(folder, modelName);
  job.progress({ stage: 'Writing', fraction: 0.6, doneCount: 0, totalCount: 1, unit: 'files' });
  const { sizeBytes } = await writeModel(variant.model, modelPath, { originals: loaded.files, signal });
  const weights = (await readdir(folder)).filter((name) => name === `${modelName}.data`);
  const plan = toPlanFile(candidate, {
    report,
    shapes,
    variant,
    model: {
      file: modelName,
      sha256: await hashFiles(
        [modelName, ...weights].map((name) => join(folder, name)),
        signal,
      ),
      sizeBytes,
    },
    from: { name: loaded.name, sha256: await hashFiles(loaded.files, signal) },
  });
  const texts = bundleFiles(plan);
  await writeAllAtomically(
    Object.entries(texts).map(([name, text]) => ({ path: join(folder, name), chunks: [Buffer.from(text)] })),
    signal,
  );
  return { files: [modelName, ...weights, ...Object.keys(texts)], sizeBytes };
}

interface PlanFacts extends Pick<PlanFile, 'model'> {
  readonly report: TunedModel['report'];
  readonly shapes: TunedModel['shapes'];
  readonly variant: BuiltVariant;
  readonly from: PlanFile['made']['from'];
}

function toPlanFile(
  { plan, speed, accuracy }: TuneCandidate,
  { report, shapes, variant, model, from }: PlanFacts,
): PlanFile {
  invariant(speed, 'A plan is exported only once it was measured');
  const { graph } = variant.model;
  const { device, measuredAt, onnxruntimeVersion } = report.conditions;
  return {
    kind: 'lathe-plan',
    version: 1,
    lathe: packageJson.version,
    onnxruntime: onnxruntimeVersion,
    model,
    inputs: inputsOf(graph, shapes),
    outputs: graph.outputs.map((id) => requireValue(graph, id).name),
    session: toPlanFileSession(plan),
    batch: plan.batch,
    streams: plan.streams,
    made: {
      from,
      format: plan.format,
      ...plan.rewrite,
      disabledRules: [...plan.rewrite.disabledRules],
      enabledRules: [...plan.rewrite.enabledRules],
      ...(variant.calibration !== undefined && { calibration: variant.calibration }),
      ...(report.conditions.weights && { weights: report.conditions.weights }),
    },
    measured: {
      device,
      at: measuredAt,
      ...speed,
      ...(speed.speedupInterval && { speedupInterval: { ...speed.speedupInterval } }),
      latencyMs: { ...speed.latencyMs },
      ...(accuracy && { accuracy: { ...accuracy } }),
    },
  };
}

const inputsOf = (graph: Graph, shapes: TunedModel['shapes']): PlanFile['inputs'] =>
  graph.inputs
    .filter((id) => !graph.initializers.has(id))
    .map((id) => {
      const { name } = requireValue(graph, id);
      return { name, type: findDataType(graph, id) ?? 'undefined', dims: [...(ownValue(shapes, name) ?? [])] };
    });
