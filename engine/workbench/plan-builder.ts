import type { CalibrationSpec } from '../api/contract.ts';
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
  private calibration: CalibrationSpec | undefined;

  constructor(private readonly options: PlanBuilderOptions) {
    this.calibration = options.calibration;
  }

  /** Errors: those of building a variant. */
  async build(plan: Plan): Promise<BuiltPlan> {
    const { content, operators } = this.describe(plan);
    const { source, sizeBytes } = await this.variantOf(plan);
    return { source, sizeBytes, content, operators };
  }

  /** The variant with the model itself, to write it elsewhere. `signal` is that of the work it is for. */
  async variantOf(plan: Plan, signal = this.options.signal): Promise<BuiltVariant> {
    const { content } = this.describe(plan);
    const known = this.byContent.get(content);
    if (known) return known;
    const options = { ...this.buildOptions(plan), signal };
    const variant = await this.options.builder.build(plan.format, this.calibration, options);
    this.byContent.set(content, variant);
    if (plan.format === 'int8') this.keepMethod();
    return variant;
  }

  /** Rewrites keep what a network computes, so the calibration method that was measured for one suits the others. */
  private keepMethod(): void {
    const method = this.options.builder.newestCalibration?.table.method;
    if (this.calibration?.method === 'auto' && method) this.calibration = { ...this.calibration, ...specOf(method) };
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
