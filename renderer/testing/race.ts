import { type ModelSummary, modelId } from '../../engine/api/contract.ts';
import type { RaceReport } from '../../engine/report/race-report.ts';
import { inceptionModel } from './models.ts';

/** A second model, beside the sample. */
export const rivalModel: ModelSummary = {
  ...inceptionModel,
  modelId: modelId.parse('model-2'),
  name: 'mobilenet.onnx',
  path: '/home/ada/models/mobilenet.onnx',
  parameterCount: 3_504_872,
  sizeBytes: 13_964_571,
};

/** A third, which runs on batches of eight only. */
export const batchedModel: ModelSummary = {
  ...inceptionModel,
  modelId: modelId.parse('model-3'),
  name: 'batched.onnx',
  path: '/home/ada/models/batched.onnx',
};

/** The sample against a faster model, one of another batch, and one that did not run. */
export const raceReport: RaceReport = {
  conditions: {
    provider: 'cpu',
    device: 'AMD Ryzen 7 7840U',
    threads: 1,
    batch: 1,
    streams: 1,
    runCount: 120,
    roundCount: 24,
    onnxruntimeVersion: '1.29.0',
    measuredAt: '2026-11-28T10:00:00.000Z',
  },
  baseline: inceptionModel.name,
  models: [
    {
      modelId: inceptionModel.modelId,
      name: inceptionModel.name,
      outcome: {
        status: 'measured',
        figures: {
          batch: 1,
          latencyMs: { p50: 2.4, p90: 2.5, p99: 2.9 },
          throughput: 412,
          gflops: 23.2,
          peakHostBytes: 96_000_000,
          speedup: 1,
          isConclusive: false,
        },
      },
      accuracy: { top1: 0.9475, sampleCount: 2000, data: 't10k-images' },
      remarks: [],
    },
    {
      modelId: rivalModel.modelId,
      name: rivalModel.name,
      outcome: {
        status: 'measured',
        figures: {
          batch: 1,
          latencyMs: { p50: 1.2, p90: 1.3, p99: 1.6 },
          throughput: 810,
          peakHostBytes: 104_000_000,
          speedup: 2.01,
          speedupInterval: { low: 1.97, high: 2.04 },
          isConclusive: true,
        },
      },
      remarks: [],
    },
    {
      modelId: batchedModel.modelId,
      name: batchedModel.name,
      outcome: { status: 'failed', code: 'benchmark.fixed-batch', message: 'The model has a fixed batch of 8.' },
      remarks: [],
    },
  ],
};
