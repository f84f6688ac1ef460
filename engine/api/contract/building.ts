import { z } from 'zod';
import type { NodeId } from '../../ir/graph.ts';
import type { VariantKind } from '../../report/report.ts';
import { path, targetName } from './primitives.ts';

/** What variants are built from and for. */

export const variantKind = z.enum([
  'original',
  'fp32',
  'fp16',
  'bf16',
  'int8',
  'int8-dynamic',
  'int4',
  'mixed',
]) satisfies z.ZodType<VariantKind>;

/** A data source and how its samples become feeds. */
export const dataSpec = z.object({
  /** A folder of class folders, .npy/.npz, IDX, JSON lines, or an ONNX test_data_set folder. */
  path,
  labelsPath: path.optional(),
  /** A preset's name or the path of a JSON file. */
  preprocess: z.string().min(1).max(4096).default('none'),
  labelOffset: z.number().int().min(-1000).max(1000).default(0),
  limit: z.number().int().min(1).max(1_000_000).optional(),
});
export type DataSpec = z.infer<typeof dataSpec>;

export const calibrationSpec = z.object({
  /** 'random' is for speed only; results say so. A TensorRT calibration cache states the ranges itself. */
  data: z.union([dataSpec, z.object({ tensorrtCache: path }), z.literal('random')]),
  /** 'auto': the one that keeps most of the answers on the first of the samples, measured. */
  method: z.enum(['auto', 'min-max', 'moving-average', 'entropy', 'percentile', 'mse']).default('auto'),
  /** Of the method 'percentile'; 99.99 when absent. */
  percentile: z.number().min(90).max(100).optional(),
  /** Whether real 0 is in the middle of activations of both signs; asymmetric when absent. TensorRT's always are symmetric. */
  symmetry: z.enum(['asymmetric', 'symmetric']).optional(),
  /** Of a channel's weights: all of it, or what leaves the least squared error. */
  weightRange: z.enum(['largest', 'least-squares']).optional(),
  /** Evens out the ranges of channels before they get one range; on when absent. */
  equalize: z.boolean().optional(),
  /** Biases take back what rounding the weights adds on average; on when absent. */
  biasCorrection: z.boolean().optional(),
});
export type CalibrationSpec = z.infer<typeof calibrationSpec>;

/** The goal of a mixed precision. */
export const mixedSpec = z.object({
  /** What may be lost against the original, in percentage points: of top-1 on labelled data, of agreement elsewhere. */
  maxDrop: z.number().min(0).max(100).default(0.2),
  /** What judges the plans; the calibration data when absent. */
  data: dataSpec.optional(),
});
export type MixedSpec = z.infer<typeof mixedSpec>;

/** Dims of inputs that the model leaves open beyond the batch, by input name. */
export const inputShapes = z.record(z.string().max(1000), z.array(z.number().int().min(0)).max(16)).default({});

const ruleName = z.string().max(100);
const ruleNames = z.array(ruleName).max(200).default([]);
/** A node of the imported graph, as views name it in `origins`. */
const nodeId = z
  .number()
  .int()
  .min(0)
  .transform((id) => id as NodeId);

/** What the user switched: rules, nodes that no rule may touch, single fusions. */
export const switchFields = {
  disabledRules: ruleNames,
  /** Optional rules that are off by default. */
  enabledRules: ruleNames,
  keepNodes: z.array(nodeId).max(100_000).default([]),
  skippedFusions: z
    .array(z.object({ rule: ruleName, origins: z.array(nodeId).max(10_000) }))
    .max(10_000)
    .default([]),
};

/** What variants are built for. */
export const buildFields = {
  provider: z.enum(['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml']).default('cpu'),
  /** What they are rewritten for; what suits the provider when absent. */
  target: targetName.optional(),
};

export const threadCount = z.number().int().min(0).max(1024).default(1);
export const batchSize = z.number().int().min(1).max(4096).default(1);
