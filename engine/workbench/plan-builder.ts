import type { CalibrationSpec } from '../api/contract.ts';
import type { CalibrationMethod } from '../precision/calibration/threshold.ts';
import type { Plan } from '../tuner/plan.ts';
import type { BuiltPlan, PlannedModel } from '../tuner/services.ts';
import { specOf } from './calibration-method.ts';
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
  /** Calibration methods that were measured, by the form of the weights that they were measured with. */
  private readonly methods = new Map<string | undefined, CalibrationMethod>();

  constructor(private readonly options: PlanBuilderOptions) {}

  /** Errors: those of building a variant. */
  async build(plan: Plan): Promise<BuiltPlan> {
    const planned = this.describe(plan);
    const { source, sizeBytes } = await this.make(plan, planned, this.options.signal);
    return { source, sizeBytes, ...planned };
  }

  /** The variant with the model itself, to write it elsewhere. `signal` is that of the work it is for. */
  variantOf(plan: Plan, signal: AbortSignal): Promise<BuiltVariant> {
    return this.make(plan, this.describe(plan), signal);
  }

  private async make(plan: Plan, { content }: PlannedModel, signal: AbortSignal): Promise<BuiltVariant> {
    const known = this.byContent.get(content);
    if (known) return known;
    const form = JSON.stringify(plan.quantization);
    const calibration = this.calibrationUnder(this.methods.get(form));
    const variant = await this.options.builder.build(plan.format, calibration, { ...this.buildOptions(plan), signal });
    this.byContent.set(content, variant);
    const method = variant.quantization?.table?.method;
    if (method) this.methods.set(form, method);
    return variant;
  }

  /** Rewrites keep what a network computes: the method that was measured for one of them suits the others. */
  private calibrationUnder(method: CalibrationMethod | undefined): CalibrationSpec | undefined {
    const { calibration } = this.options;
    return calibration?.method === 'auto' && method ? { ...calibration, ...specOf(method) } : calibration;
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
