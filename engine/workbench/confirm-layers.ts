import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomFeeds } from '../benchmark/feeds.ts';
import { WorkbenchError } from '../errors.ts';
import { ExportNames } from '../export/export-names.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { writeModel } from '../files/write-model.ts';
import type { Model } from '../ir/graph.ts';
import type { Confirmation, RuntimeNodeView } from '../report/confirmation.ts';
import type { LayerTime, ProviderName, Session, SessionFactory } from '../runtime/session.ts';
import { type ConfirmedStep, confirmSteps, type StepVerdict } from '../targets/confirmation/confirm-steps.ts';
import { type RuntimeNode, traceRuntimeNodes } from '../targets/confirmation/trace-runtime-nodes.ts';
import { providerForTarget, targetOf } from '../targets/targets.ts';
import { boxOfStep } from '../view/box-of-step.ts';
import { targetNotConfirmable } from './errors.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import type { RewrittenModel } from './rewrite-model.ts';

export interface ConfirmServices {
  readonly factory: SessionFactory;
  readonly signal: AbortSignal;
  readonly onProgress: JobContext['progress'];
}

export interface ConfirmOptions {
  /** Dims of inputs that the model leaves open, to run it with. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

const PROFILED_RUNS = 5;

const providerNames: Readonly<Partial<Record<ProviderName, string>>> = {
  cpu: 'CPUExecutionProvider',
  cuda: 'CUDAExecutionProvider',
  webgpu: 'WebGpuExecutionProvider',
};

/**
 * Has ONNX Runtime optimize a rewritten model with all it can, and finds out which of the planned layers its graph really has.
 * The model is run a few times on random inputs as well, for times and providers by node. Errors: confirm.target; those of
 * opening the session; file.write-failed; AbortError.
 */
export async function confirmLayers(
  loaded: LoadedModel,
  rewritten: RewrittenModel,
  { shapes = {} }: ConfirmOptions,
  services: ConfirmServices,
): Promise<Confirmation> {
  const target = targetOf(rewritten.target);
  const provider = providerForTarget(rewritten.target);
  if (!provider) throw targetNotConfirmable(target.label);
  const { graph } = rewritten;
  const { optimized, profile } = await optimizeByRuntime({ ...loaded.model, graph }, provider, shapes, services);
  const names = ExportNames.of(graph);
  const runtimeNodes = traceRuntimeNodes(graph, optimized.graph, (id) => names.of(id));
  const steps = confirmSteps(graph, target, optimized.graph, runtimeNodes);
  const times = new Map(profile.times.map((time) => [time.name, time]));
  const toView = ({ node }: RuntimeNode): RuntimeNodeView => {
    const time = times.get(node.name);
    return {
      name: node.name,
      opType: node.opType,
      ...(time && { provider: time.provider, durationMs: time.durationMs }),
    };
  };
  return {
    target: target.name,
    provider,
    layers: steps.map(({ step, verdict, runtimeNodes: workers }) => ({
      box: boxOfStep(step),
      verdict,
      runtimeNodes: workers.map(toView),
    })),
    counts: countVerdicts(steps),
    inserted: countInserted(runtimeNodes),
    elsewhere: runtimeNodes
      .map(toView)
      .filter((view) => view.provider !== undefined && view.provider !== providerNames[provider]),
    ...(profile.notRun !== undefined && { notRun: profile.notRun }),
  };
}

interface Profile {
  readonly times: readonly LayerTime[];
  readonly notRun?: string;
}

/** The graph that ONNX Runtime makes of a model with all it can, and the times of its nodes over a few runs on random inputs. */
export async function optimizeByRuntime(
  model: Model,
  provider: ProviderName,
  shapes: Readonly<Record<string, readonly number[]>>,
  { factory, signal, onProgress }: ConfirmServices,
): Promise<{ readonly optimized: Model; readonly profile: Profile }> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-confirm-'));
  const tell = (stage: string, doneCount: number) =>
    onProgress({ stage, fraction: doneCount / 3, doneCount, totalCount: 3, unit: 'steps' });
  try {
    tell('Writing the plan', 0);
    const path = join(folder, 'plan.onnx');
    await writeModel(model, path, { signal });
    tell('Optimizing with ONNX Runtime', 1);
    const optimizedModelPath = join(folder, 'optimized.onnx');
    const session = await factory.open(
      { kind: 'file', path },
      {
        provider,
        threads: 0,
        graphOptimization: 'all',
        optimizedModelPath,
        profile: true,
        // Beside the file: a model of more than 2 GiB could not be written otherwise.
        configEntries: {
          'session.optimized_model_external_initializers_file_name': 'optimized.onnx.data',
          'session.optimized_model_external_initializers_min_size_in_bytes': '1024',
        },
      },
      signal,
    );
    try {
      tell('Profiling', 2);
      const profile = await profileRuns(session, shapes, signal);
      return { optimized: (await readModelFile(optimizedModelPath, { signal })).model, profile };
    } finally {
      await session.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Times by node, or why there are none: which layers there are does not depend on running them. */
async function profileRuns(
  session: Session,
  shapes: Readonly<Record<string, readonly number[]>>,
  signal: AbortSignal,
): Promise<Profile> {
  try {
    const { feeds } = randomFeeds(session.inputs, { shapes });
    await session.time(feeds, PROFILED_RUNS, { signal });
    return { times: await session.endProfile() };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return { times: [], notRun: error.message };
  }
}

function countVerdicts(steps: readonly ConfirmedStep[]): Readonly<Record<StepVerdict, number>> {
  const counts = { confirmed: 0, split: 0, fused: 0, removed: 0 };
  for (const { verdict } of steps) counts[verdict]++;
  return counts;
}

function countInserted(nodes: readonly RuntimeNode[]): Confirmation['inserted'] {
  const counts = new Map<string, number>();
  for (const { node, isLayoutChange } of nodes)
    if (isLayoutChange) counts.set(node.opType, (counts.get(node.opType) ?? 0) + 1);
  return [...counts].map(([opType, count]) => ({ opType, count }));
}
