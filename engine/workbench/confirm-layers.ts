import type { Confirmation, RuntimeNodeView } from '../report/confirmation.ts';
import type { ProviderName } from '../runtime/session.ts';
import { type ConfirmedStep, confirmSteps, type StepVerdict } from '../targets/confirmation/confirm-steps.ts';
import type { RuntimeNode } from '../targets/confirmation/trace-runtime-nodes.ts';
import { providerForTarget, targetOf } from '../targets/targets.ts';
import { boxOfStep } from '../view/box-of-step.ts';
import { targetNotConfirmable } from './errors.ts';
import type { LoadedModel } from './load-model.ts';
import { type ProfileServices, profileModel } from './profile-model.ts';
import type { RewrittenModel } from './rewrite-model.ts';

export interface ConfirmOptions {
  /** Dims of inputs that the model leaves open, to run it with. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

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
  services: ProfileServices,
): Promise<Confirmation> {
  const target = targetOf(rewritten.target);
  const provider = providerForTarget(rewritten.target);
  if (!provider) throw targetNotConfirmable(target.label);
  const { graph } = rewritten;
  const profiled = await profileModel({ ...loaded.model, graph }, { provider, shapes }, services);
  const { planned, runtime, nodes: runtimeNodes, notRun } = profiled;
  const steps = confirmSteps(planned, target, runtime, runtimeNodes);
  const times = new Map(profiled.times.map((time) => [time.name, time]));
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
    ...(notRun !== undefined && { notRun }),
  };
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
