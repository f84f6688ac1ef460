import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomFeeds } from '../benchmark/feeds.ts';
import type { ShapeOptions } from '../benchmark/input-dims.ts';
import { median } from '../benchmark/statistics.ts';
import { WorkbenchError } from '../errors.ts';
import { ExportNames } from '../export/export-names.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { writeModel } from '../files/write-model.ts';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Graph, Model } from '../ir/graph.ts';
import { PatchBuilder } from '../ir/patch.ts';
import { requireValue } from '../ir/query.ts';
import type { ProfiledGraph } from '../precision/explain/slower-layers.ts';
import type { LayerTime, ProviderName, Session, SessionFactory, SessionOptions } from '../runtime/session.ts';
import { traceRuntimeNodes } from '../targets/confirmation/trace-runtime-nodes.ts';
import type { JobContext } from './job.ts';

export interface ProfileServices {
  readonly factory: SessionFactory;
  readonly signal: AbortSignal;
  readonly onProgress: JobContext['progress'];
}

export interface ProfileOptions extends ShapeOptions {
  readonly provider: ProviderName;
  /** 0, when absent, leaves them to ONNX Runtime. */
  readonly threads?: number;
  /** What the session has beyond that: a plan's options. */
  readonly session?: Partial<SessionOptions>;
}

/** A model that ONNX Runtime optimized with all it can and ran a few times. */
export interface ProfiledModel extends ProfiledGraph {
  /** The graph that ONNX Runtime executes. */
  readonly runtime: Graph;
  /** Median of the profiled runs, each measured as a whole; absent where it was not run. */
  readonly runMs?: number;
  /** Why the model was not run, so that there are no times. */
  readonly notRun?: string;
}

const PROFILED_RUNS = 5;

/** A first run allocates, and a GPU compiles its programs in it. Its kernels fall out of medians, not out of the whole. */
const UNCOUNTED_RUNS = 1;

/**
 * Has ONNX Runtime optimize a model with all it can, runs it a few times on random inputs, and finds out which nodes of the model
 * each of its kernels computes. Errors: those of opening the session; file.write-failed; AbortError.
 */
export async function profileModel(
  model: Model,
  options: ProfileOptions,
  services: ProfileServices,
): Promise<ProfiledModel> {
  const planned = withNodeNames(model.graph);
  const { optimized, profile } = await optimizeByRuntime({ ...model, graph: planned }, options, services);
  const names = ExportNames.of(planned);
  const nodes = traceRuntimeNodes(planned, optimized.graph, (id) => names.of(id));
  return { planned, runtime: optimized.graph, nodes, ...profile };
}

interface Profile {
  readonly times: readonly LayerTime[];
  readonly runMs?: number;
  readonly notRun?: string;
}

async function optimizeByRuntime(
  model: Model,
  options: ProfileOptions,
  { factory, signal, onProgress }: ProfileServices,
): Promise<{ readonly optimized: Model; readonly profile: Profile }> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-profile-'));
  const tell = (stage: string, doneCount: number) =>
    onProgress({ stage, fraction: doneCount / 3, doneCount, totalCount: 3, unit: 'steps' });
  try {
    tell('Writing the plan', 0);
    const path = join(folder, 'plan.onnx');
    await writeModel(model, path, { signal });
    tell('Optimizing with ONNX Runtime', 1);
    const optimizedModelPath = join(folder, 'optimized.onnx');
    const session = await factory.open({ kind: 'file', path }, toSession(options, optimizedModelPath), signal);
    try {
      tell('Profiling', 2);
      const profile = await profileRuns(session, options, signal);
      return { optimized: (await readModelFile(optimizedModelPath, { signal })).model, profile };
    } finally {
      await session.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toSession(
  { provider, threads = 0, session = {} }: ProfileOptions,
  optimizedModelPath: string,
): SessionOptions {
  const { graphOptimization = 'all', configEntries, providerOptions, ...others } = session;
  // A recorded graph is launched as a whole: in a profile there would be none of its nodes.
  const { enable_cuda_graph: _, enableGraphCapture: __, ...ownOptions } = providerOptions ?? {};
  return {
    ...others,
    ...(providerOptions && { providerOptions: ownOptions }),
    provider,
    threads,
    graphOptimization,
    optimizedModelPath,
    profile: true,
    configEntries: {
      ...configEntries,
      // Beside the file: a model of more than 2 GiB could not be written otherwise.
      'session.optimized_model_external_initializers_file_name': 'optimized.onnx.data',
      'session.optimized_model_external_initializers_min_size_in_bytes': '1024',
    },
  };
}

/** Times by node, or why there are none: which layers there are does not depend on running them. */
async function profileRuns(session: Session, options: ShapeOptions, signal: AbortSignal): Promise<Profile> {
  try {
    const { feeds } = randomFeeds(session.inputs, options);
    const durations = await session.time(feeds, UNCOUNTED_RUNS + PROFILED_RUNS, { signal });
    return { times: await session.endProfile(), runMs: median(durations.subarray(UNCOUNTED_RUNS)) };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return { times: [], notRun: error.message };
  }
}

/** Gives every node a name of its own, after its output where it has none: a profile tells times by name. */
export function withNodeNames(graph: Graph): Graph {
  const patch = new PatchBuilder(graph);
  const taken = new Set<string>();
  for (const { id, name, outputs } of graph.nodes.values()) {
    const output = outputs.find((value) => value !== undefined);
    const wanted = name === '' && output !== undefined ? requireValue(graph, output).name : name;
    const own = wanted !== '' && taken.has(wanted) ? `${wanted}#${id}` : wanted;
    taken.add(own);
    if (own !== name) patch.update(id, { name: own });
  }
  return patch.isEmpty ? graph : applyPatch(graph, patch.build());
}
