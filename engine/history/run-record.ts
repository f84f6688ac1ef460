import type { CompareRequest } from '../api/contract.ts';
import type { CompareReport } from '../report/report.ts';

/** What tells a model from every other, wherever its file lies. */
export interface ModelIdentity {
  /** The file's name. */
  readonly name: string;
  /** Where it lay; '' for an upload. */
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 of the model file, and of the sizes of its external data. */
  readonly fingerprint: string;
}

/** What a comparison was asked for, without the model's place in one session. */
export type RunPlan = Omit<CompareRequest, 'modelId'>;

export interface RunVersions {
  readonly lathe: string;
  readonly onnxruntime: string;
  readonly node: string;
}

export interface RunMachine {
  readonly processor: string;
  readonly logicalCpuCount: number;
  /** 'linux x64' */
  readonly platform: string;
}

/** One finished comparison, with everything that it takes to repeat it or to doubt it. */
export interface RunRecord {
  readonly model: ModelIdentity;
  readonly plan: RunPlan;
  readonly machine: RunMachine;
  readonly versions: RunVersions;
  readonly report: CompareReport;
}

/** A run as lists show it: without single timings. */
export interface RunSummary {
  readonly runId: number;
  readonly modelName: string;
  readonly modelPath: string;
  readonly fingerprint: string;
  readonly measuredAt: string;
  readonly provider: string;
  readonly device: string;
  readonly variants: readonly RunVariantSummary[];
  readonly note: string;
}

export interface RunVariantSummary {
  readonly kind: string;
  readonly label: string;
  /** Absent where it failed. */
  readonly latencyMs?: number;
  readonly speedup?: number;
  /** A fraction, on labelled data. */
  readonly top1?: number;
}

/** A run with the user's own words about it. */
export interface NotedRun extends RunRecord {
  readonly note: string;
}

export interface StoredRun extends NotedRun {
  readonly runId: number;
}

/** A file that was exported from a model: how a variant is recognised when it is opened again. */
export interface ExportRecord {
  readonly model: ModelIdentity;
  readonly variant: string;
  readonly fileName: string;
  /** '' for a download. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the written file. */
  readonly fingerprint: string;
  readonly exportedAt: string;
}

/** Where a model comes from and what came of it. */
export interface Lineage {
  /** The exports that have this file's content: what it was made from. */
  readonly madeFrom: readonly ExportRecord[];
  readonly exports: readonly ExportRecord[];
  readonly runs: readonly RunSummary[];
}

export function toVariantSummaries({ variants }: CompareReport): readonly RunVariantSummary[] {
  return variants.map(({ kind, label, outcome }) => {
    if (outcome.status === 'failed') return { kind, label };
    const { latencyMs, speedup, accuracy } = outcome.figures;
    return {
      kind,
      label,
      latencyMs: latencyMs.p50,
      ...(speedup !== undefined && { speedup }),
      ...(accuracy?.top1 !== undefined && { top1: accuracy.top1 }),
    };
  });
}
