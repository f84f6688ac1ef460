import { z } from 'zod';

/** The documents of `--json`: the fields that stay as they are from release to release. More may be there. */

const layers = z.object({
  before: z.int(),
  after: z.int(),
  stages: z.array(z.object({ name: z.string(), count: z.int() })),
});

const port = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.union([z.int(), z.string()])).nullable(),
});

export const inspectDocument = z.object({
  model: z.string(),
  format: z.literal('ONNX'),
  inputs: z.array(port),
  outputs: z.array(port),
  operators: z.record(z.string(), z.int()),
  parameters: z.int(),
  macs: z.int(),
  target: z.string(),
  layers,
});

const mixedReport = z.object({
  maxDrop: z.number(),
  criterion: z.enum(['top-1', 'agreement']),
  data: z.string(),
  sensitivities: z.array(
    z.object({ names: z.array(z.string()), workShare: z.number(), sqnrDb: z.union([z.number(), z.string()]) }),
  ),
  plans: z.array(
    z.object({
      label: z.string(),
      floatLayers: z.array(z.string()),
      drop: z.number(),
      speed: z.object({ ratio: z.number(), latencyMs: z.number() }).optional(),
      isOnFront: z.boolean(),
    }),
  ),
  status: z.enum(['met', 'missed', 'stay-fp32', 'stopped']),
  chosen: z.int(),
  summary: z.string(),
});

export const optimizeDocument = z.object({
  input: z.string(),
  output: z.string(),
  sizeBytes: z.int(),
  precision: z.enum(['fp32', 'fp16', 'int8', 'mixed']),
  mixed: mixedReport.optional(),
  target: z.string(),
  fusions: z.array(z.object({ rule: z.string(), nodes: z.array(z.string()), layer: z.string().nullable() })),
  refusals: z.array(z.object({ rule: z.string(), nodes: z.array(z.string()), reason: z.string() })),
});

export const benchmarkDocument = z.object({
  provider: z.string(),
  threads: z.int(),
  batch: z.int(),
  streams: z.int(),
  variants: z.array(
    z.object({
      model: z.string(),
      latencyMs: z.object({ p50: z.number(), p90: z.number(), p99: z.number() }),
      throughput: z.number(),
      gflops: z.number().nullable(),
      peakHostBytes: z.int(),
      peakDeviceBytes: z.int().optional(),
      sizeBytes: z.int(),
      speedup: z.number().nullable(),
    }),
  ),
});

export const gridDocument = z.object({
  model: z.string(),
  conditions: z.object({ backend: z.string(), binding: z.string() }),
  budget: z.object({ percentile: z.string(), ms: z.number() }).optional(),
  best: z.object({ batch: z.int(), streams: z.int() }).optional(),
  cells: z.array(
    z.object({
      batch: z.int(),
      streams: z.int(),
      outcome: z.object({
        status: z.literal('measured'),
        throughput: z.number(),
        latencyMs: z.object({ p50: z.number(), p90: z.number(), p99: z.number() }),
        runCount: z.int(),
      }),
    }),
  ),
});

export const tuneDocument = z.object({
  best: z.object({ model: z.string(), plan: z.string(), id: z.string(), name: z.string(), speedup: z.number() }),
  candidates: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      origin: z.string(),
      plan: z.object({ format: z.string() }),
      speedup: z.number().nullable(),
      top1: z.number().optional(),
      agreement: z.number().nullable(),
      sqnrDb: z.union([z.number(), z.string()]).nullable(),
      kept: z.boolean(),
      reason: z.string(),
    }),
  ),
});

const fraction = z.number().min(0).max(1);

const interval = z.object({ low: z.number(), high: z.number() });

const accuracyDrop = z.object({
  fraction: z.number(),
  interval,
  lostCount: z.int(),
  gainedCount: z.int(),
  pValue: fraction,
  isSignificant: z.boolean(),
});

const answerChanges = z.object({
  classes: z.array(z.object({ label: z.int(), sampleCount: z.int(), correctCount: z.int() })).optional(),
  changedCount: z.int(),
  samples: z.array(z.object({ index: z.int(), label: z.int().optional(), before: z.int(), after: z.int() })),
  confusions: z.array(z.object({ before: z.int(), after: z.int(), count: z.int() })),
});

export const evaluateDocument = z.object({
  samples: z.int(),
  models: z.array(
    z.object({
      model: z.string(),
      top1: fraction.nullable(),
      top1Interval: interval.nullable().optional(),
      top1Drop: accuracyDrop.optional(),
      top5: fraction.nullable(),
      answers: answerChanges.optional(),
      agreement: fraction,
      sqnrDb: z.union([z.number(), z.enum(['identical', 'overflow'])]),
      cosine: z.number(),
    }),
  ),
});
