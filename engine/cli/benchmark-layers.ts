import type { PeakOptions } from '../benchmark/peak.ts';
import type { MachinePeaks } from '../benchmark/roofline.ts';
import { WorkbenchError } from '../errors.ts';
import { formatMs } from '../report/format-number.ts';
import {
  balanceInWords,
  balanceOf,
  type KernelTime,
  kernelsElsewhere,
  type LayerProfile,
  leadingName,
  placeInWords,
  placeKernel,
  placeModel,
  typesInWords,
} from '../report/layer-profile.ts';
import type { ProviderName, SessionOptions } from '../runtime/session.ts';
import { profileLayers } from '../workbench/layer-profile.ts';
import { type LoadedModel, loadModel } from '../workbench/load-model.ts';
import type { ProfileOptions } from '../workbench/profile-model.ts';
import type { CommandIo } from './command.ts';
import { findPeaksFor } from './peaks.ts';
import { renderTable } from './table.ts';
import { withFactory } from './with-factory.ts';

export const layerOptions = { layers: { type: 'boolean' } } as const;

export const layerUsage = `  --layers         where the time of a run goes, by layer, from ONNX Runtime's own profile after the timed runs; each layer's
                   share of what this machine allows, by its operations and by the bytes of its inputs, weights and outputs`;

/** A measured model whose layers are asked about. */
export interface LayeredModel {
  readonly name: string;
  readonly loaded: LoadedModel;
  /** What its session has of its own. */
  readonly session?: Partial<SessionOptions>;
  /** Median of the timed runs. */
  readonly latencyMs: number;
}

export interface ModelLayers {
  readonly name: string;
  readonly latencyMs: number;
  readonly profile: LayerProfile;
}

export interface BenchmarkLayers {
  readonly provider: ProviderName;
  readonly peaks: MachinePeaks;
  readonly models: readonly ModelLayers[];
}

export const loadPlanned = (path: string, shapes: ProfileOptions['shapes'], io: CommandIo): Promise<LoadedModel> =>
  loadModel(path, { signal: io.signal, ...(shapes && { shapes }) });

/** Profiles models one after the other. A model that cannot be profiled is noted and left out. */
export async function measureLayers(
  models: readonly LayeredModel[],
  options: PeakOptions & ProfileOptions,
  io: CommandIo,
): Promise<BenchmarkLayers> {
  const peaks = await findPeaksFor(options, 'kept', io);
  const found: ModelLayers[] = [];
  for (const { name, loaded, session, latencyMs } of models) {
    const profile = await withFactory((factory) =>
      profileLayers(
        { ...loaded.model, graph: loaded.frozen },
        loaded.frozen,
        { ...options, ...(session && { session }) },
        { factory, signal: io.signal, onProgress: ({ stage }) => io.progress(`${stage}: ${name}`) },
      ),
    ).catch((error: unknown) => {
      if (!(error instanceof WorkbenchError)) throw error;
      io.note(`The layers of ${name} are not known: ${error.message}`);
      return undefined;
    });
    if (profile) found.push({ name, latencyMs, profile });
  }
  return { provider: options.provider, peaks, models: found };
}

const SHOWN_LAYERS = 20;

const convention =
  'FLOP/byte counts the inputs, weights and outputs of a layer, each once; % of roof is the time that its operations or its bytes need here at least. More than 100 %: what it moved stayed in caches.';

export function printLayers({ provider, peaks, models }: BenchmarkLayers, io: CommandIo): void {
  for (const { name, latencyMs, profile } of models) {
    const slowest = profile.kernels.toSorted((a, b) => b.durationMs - a.durationMs);
    io.print('');
    io.print(`Slowest layers of ${name}:`);
    io.print(
      renderTable(
        ['layer', 'kernel', 'time', '% of run', 'GFLOP/s', 'FLOP/byte', '% of roof', 'limit'],
        slowest.slice(0, SHOWN_LAYERS).map((kernel) => toRow(kernel, profile, peaks)),
      ),
    );
    if (slowest.length > SHOWN_LAYERS) io.print(`and ${slowest.length - SHOWN_LAYERS} more; --json has all.`);
    io.print(`Sum of ${slowest.length} kernels: ${formatMs(profile.kernelMs)}. ${balanceInWords(profile, latencyMs)}.`);
    const place = placeModel(profile, latencyMs, peaks);
    if (place) io.print(`Under the roof, ${placeInWords(place)}.`);
    printElsewhere(kernelsElsewhere(profile, provider), provider, io);
  }
  io.print(convention);
}

function printElsewhere(kernels: readonly KernelTime[], provider: ProviderName, io: CommandIo): void {
  if (kernels.length === 0) return;
  io.print(`Not run by ${provider} (${kernels.length} of the kernels):`);
  for (const kernel of kernels.slice(0, SHOWN_LAYERS))
    io.print(`  ${kernel.provider}: ${kernel.opType} ${formatMs(kernel.durationMs)}, ${layerName(kernel)}`);
}

function toRow(kernel: KernelTime, { runMs }: LayerProfile, peaks: MachinePeaks): readonly string[] {
  const place = placeKernel(kernel, peaks);
  const works = kernel.flops !== undefined && kernel.flops > 0;
  return [
    layerName(kernel),
    `${kernel.opType}${kernel.computeType === 'float32' ? '' : ` ${kernel.computeType}`}`,
    formatMs(kernel.durationMs),
    (100 * (kernel.durationMs / runMs)).toFixed(1),
    place && works ? place.gflops.toFixed(1) : '-',
    place && works ? place.intensity.toFixed(1) : '-',
    place ? (100 * place.share).toFixed(0) : '-',
    place?.bound ?? '-',
  ];
}

const MAXIMUM_NAME = 60;

/** The types of the nodes, and the name of the first: 'Conv + Relu (layer1.conv1)'. */
function layerName({ nodes }: KernelTime): string {
  if (nodes.length === 0) return '(between layers)';
  const name = leadingName(nodes);
  const text = `${typesInWords(nodes)}${name === '' ? '' : ` (${name})`}`;
  return text.length > MAXIMUM_NAME ? `${text.slice(0, MAXIMUM_NAME - 1)}…` : text;
}

export const toLayersJson = ({ provider, peaks, models }: BenchmarkLayers) => ({
  peaks,
  countedBytes: 'inputs, weights and outputs of each layer',
  layers: models.map(({ name, latencyMs, profile }) => ({
    model: name,
    runMs: profile.runMs,
    kernelMs: profile.kernelMs,
    layerMs: profile.layerMs,
    shares: balanceOf(profile, latencyMs),
    roof: placeModel(profile, latencyMs, peaks) ?? null,
    elsewhere: kernelsElsewhere(profile, provider).map(({ name }) => name),
    kernels: profile.kernels.map((kernel) => ({ ...kernel, roof: placeKernel(kernel, peaks) ?? null })),
  })),
});
