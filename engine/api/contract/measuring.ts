import { z } from 'zod';
import {
  batchSize,
  buildFields,
  calibrationSpec,
  dataSpec,
  inputShapes,
  mixedSpec,
  switchFields,
  threadCount,
  variantKind,
} from './building.ts';
import { modelId, path } from './primitives.ts';

/** What can be measured: variants side by side, grids of batch and streams, plans. */

export const compareRequest = z.object({
  modelId,
  variants: z.array(variantKind).min(1).max(16),
  ...buildFields,
  threads: threadCount,
  batch: batchSize,
  /** Timed runs per variant; at least 30, and at least 3 seconds in all. */
  runCount: z.number().int().min(1).max(100_000).default(30),
  shapes: inputShapes,
  data: dataSpec.optional(),
  calibration: calibrationSpec.optional(),
  /** For the variant 'mixed'. */
  mixed: mixedSpec.optional(),
  /** Followed when the variants are built. */
  ...switchFields,
});
export type CompareRequest = z.infer<typeof compareRequest>;

export const gridRequest = z.object({
  modelId,
  variant: variantKind.default('original'),
  ...buildFields,
  threads: z.number().int().min(0).max(1024).default(1),
  batches: z.array(z.number().int().min(1).max(4096)).min(1).max(16),
  /** Sessions that run at the same time, each in a process of its own. */
  streams: z.array(z.number().int().min(1).max(64)).min(1).max(16),
  /** What the 99th percentile of a cell may take for it to be the best. */
  p99Ms: z.number().positive().optional(),
  shapes: inputShapes,
  calibration: calibrationSpec.optional(),
  ...switchFields,
});
export type GridRequest = z.infer<typeof gridRequest>;

export const tuneRequest = z.object({
  modelId,
  ...buildFields,
  /** Part of the question; absent where the tuner may choose them. */
  threads: z.number().int().min(0).max(1024).optional(),
  batch: z.number().int().min(1).max(4096).default(1),
  shapes: inputShapes,
  /** Largest loss: of top-1 on labelled data, of agreement with the original elsewhere. A fraction. */
  maximumDrop: z.number().min(0).max(1).default(0.01),
  /** What accuracy is judged on. */
  data: dataSpec.optional(),
  /** Only these; every one that the provider and the data allow when absent. */
  formats: z
    .array(variantKind.exclude(['original']))
    .max(16)
    .optional(),
  /** Without it INT8 with fixed scales is not tried. */
  calibration: calibrationSpec.optional(),
  timeLimitMs: z.number().int().min(1000).max(86_400_000).default(600_000),
});
export type TuneRequest = z.infer<typeof tuneRequest>;

export const raceRequest = z.object({
  /** The first is what the others are compared with. */
  models: z
    .array(z.object({ modelId, shapes: inputShapes }))
    .min(2)
    .max(16),
  provider: buildFields.provider,
  threads: threadCount,
  batch: batchSize,
  /** Timed runs per model; at least 30, and at least 3 seconds in all. */
  runCount: z.number().int().min(1).max(100_000).default(30),
});
export type RaceRequest = z.infer<typeof raceRequest>;

export const tunedExportRequest = z.object({
  modelId,
  /** The answer of the search when absent. */
  candidate: z.string().max(32).optional(),
  /** The folder to write into; absent to prepare a download. */
  path: path.optional(),
});
export type TunedExportRequest = z.infer<typeof tunedExportRequest>;
