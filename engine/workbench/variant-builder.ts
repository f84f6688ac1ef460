import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CalibrationSpec, TargetName } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { Model } from '../ir/graph.ts';
import { optimize } from '../passes/optimize.ts';
import { convertFloat16 } from '../precision/convert-float16.ts';
import { quantizeStatic } from '../precision/quantize/quantize-static.ts';
import type { VariantKind } from '../report/report.ts';
import type { ModelSource, SessionFactory } from '../runtime/session.ts';
import { calibrateModel } from './calibrate-model.ts';
import { calibrationNeeded } from './errors.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import { upgradeForInt8 } from './upgrade-for-int8.ts';

export interface BuiltVariant {
  readonly kind: VariantKind;
  readonly model: Model;
  readonly source: ModelSource;
  readonly sizeBytes: number;
  /** What a reader of its figures must know: what stayed in float32, random calibration. */
  readonly remarks: readonly string[];
  /** Calibration data and method, for INT8. */
  readonly calibration?: string;
}

/** How the graph is rewritten before its precision changes. */
export interface RewriteOptions {
  readonly target: TargetName;
  readonly disabledRules: readonly string[];
}

/** Standard ONNX that runs anywhere. */
const portable: RewriteOptions = { target: 'portable', disabledRules: [] };

export interface VariantBuilderOptions {
  readonly folder: string;
  readonly factory: SessionFactory;
  readonly rewrites?: RewriteOptions;
}

export interface BuildOptions {
  /** Dims of open inputs by name, for calibration with random data. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly signal: AbortSignal;
  onProgress: JobContext['progress'];
}

export const variantLabels: Readonly<Record<VariantKind, string>> = {
  original: 'Original',
  fp32: 'Optimized FP32',
  fp16: 'FP16',
  int8: 'INT8',
};

/** Makes a model's variants, each once, as files in a folder of its own. */
export class VariantBuilder {
  readonly folder: string;
  private readonly factory: SessionFactory;
  private readonly rewrites: RewriteOptions;
  private readonly built = new Map<string, BuiltVariant>();

  constructor(
    private readonly loaded: LoadedModel,
    { folder, factory, rewrites = portable }: VariantBuilderOptions,
  ) {
    this.folder = folder;
    this.factory = factory;
    this.rewrites = rewrites;
  }

  /** Errors: precision.*, data.*, runtime.* of calibration, file.write-failed. */
  async build(
    kind: VariantKind,
    calibration: CalibrationSpec | undefined,
    options: BuildOptions,
  ): Promise<BuiltVariant> {
    const key = kind === 'int8' ? JSON.stringify([kind, calibration]) : kind;
    const known = this.built.get(key);
    if (known) return known;
    const variant = await this.make(kind, calibration, options);
    this.built.set(key, variant);
    return variant;
  }

  async dispose(): Promise<void> {
    this.built.clear();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async make(
    kind: VariantKind,
    calibration: CalibrationSpec | undefined,
    options: BuildOptions,
  ): Promise<BuiltVariant> {
    const label = variantLabels[kind];
    const step = { doneCount: 0, totalCount: 1, unit: 'steps' };
    options.onProgress({ stage: `Building ${label}`, fraction: 0, ...step });
    switch (kind) {
      case 'original': {
        const { model, path, sizeBytes } = this.loaded;
        return { kind, model, source: { kind: 'file', path }, sizeBytes, remarks: [] };
      }
      case 'fp32':
        return this.write(kind, this.optimized(), [], options.signal);
      case 'fp16': {
        const { graph, diagnostics } = convertFloat16(this.optimized().graph);
        return this.write(
          kind,
          { ...this.optimized(), graph },
          diagnostics.map(({ message }) => message),
          options.signal,
        );
      }
      case 'int8': {
        if (!calibration) throw calibrationNeeded();
        return this.quantize(calibration, options);
      }
    }
  }

  /** The rewritten model: what every precision starts from. */
  private optimized(): Model {
    const { target, disabledRules } = this.rewrites;
    return {
      ...this.loaded.model,
      graph: optimize(this.loaded.frozen, { target, disabledRules }).graph,
    };
  }

  private async quantize(calibration: CalibrationSpec, options: BuildOptions): Promise<BuiltVariant> {
    const { model: float, remarks: upgrades } = upgradeForInt8(this.optimized());
    const target = this.rewrites.target === 'tensorrt' ? 'tensorrt' : 'onnxruntime-cpu';
    const { table, description } = await calibrateModel(float, calibration, {
      folder: await this.requireFolder(),
      factory: this.factory,
      target,
      ...options,
    });
    const { graph, kept, diagnostics } = quantizeStatic(float.graph, table, { target });
    const remarks = [...upgrades, ...diagnostics.map(({ message }) => message), ...keptRemark(kept)];
    return { ...(await this.write('int8', { ...float, graph }, remarks, options.signal)), calibration: description };
  }

  private async write(
    kind: VariantKind,
    model: Model,
    remarks: readonly string[],
    signal: AbortSignal,
  ): Promise<BuiltVariant> {
    const path = join(await this.requireFolder(), `${kind}-${this.built.size}.onnx`);
    const { sizeBytes } = await writeModel(model, path, { signal });
    return { kind, model, source: { kind: 'file', path }, sizeBytes, remarks };
  }

  private async requireFolder(): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    return this.folder;
  }
}

/** One sentence for all nodes that stay in float32, by reason. */
function keptRemark(kept: readonly { readonly reason: string }[]): readonly string[] {
  if (kept.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { reason } of kept) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].map(([reason, count]) => `${count} because ${reason}`);
  return [
    `${kept.length} operators stay in FP32: ${reasons.slice(0, 4).join('; ')}${reasons.length > 4 ? '; ...' : ''}.`,
  ];
}
