import type { CalibrationSpec } from '../api/contract.ts';
import type { Plan } from '../tuner/plan.ts';
import type { BuiltPlan, PlannedModel } from '../tuner/services.ts';
import type { JobContext } from './job.ts';
import type { BuildOptions, BuiltVariant, VariantBuilder } from './variant-builder.ts';

export interface PlanBuilderOptions {
  readonly builder: VariantBuilder;
  readonly calibration: CalibrationSpec | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: JobContext['progress'];
}

/** Builds the models of plans, each model once: plans that differ in their sessions, or in rules without effect, share one. */
export class PlanBuilder {
  private readonly byContent = new Map<string, BuiltVariant>();

  constructor(private readonly options: PlanBuilderOptions) {}

  /** Errors: those of building a variant. */
  async build(plan: Plan): Promise<BuiltPlan> {
    const { content, operators } = this.describe(plan);
    const variant = this.byContent.get(content) ?? (await this.variantOf(plan));
    this.byContent.set(content, variant);
    return { source: variant.source, sizeBytes: variant.sizeBytes, content, operators };
  }

  /** The variant with the model itself, to write it elsewhere. `signal` is that of the work it is for. */
  variantOf(plan: Plan, signal = this.options.signal): Promise<BuiltVariant> {
    const { builder, calibration } = this.options;
    return builder.build(plan.format, calibration, { ...this.buildOptions(plan), signal });
  }

  /** What a plan's model holds, and its operators, without building it. */
  describe(plan: Plan): PlannedModel {
    const { format, quantization } = plan;
    if (format === 'original') return { content: format, operators: new Set() };
    const { graph, fusions } = this.options.builder.rewritten(format, this.buildOptions(plan));
    return {
      content: JSON.stringify([format, quantization, fusions.map(({ rule, origins }) => [rule, origins])]),
      operators: new Set([...graph.nodes.values()].map(({ opType }) => opType)),
    };
  }

  private buildOptions({ rewrite, quantization, shapes }: Plan): BuildOptions {
    const { signal, onProgress } = this.options;
    const { target, disabledRules, enabledRules } = rewrite;
    return {
      target,
      switches: { disabledRules, enabledRules },
      shapes,
      signal,
      onProgress,
      ...(quantization && { quantization }),
    };
  }
}
