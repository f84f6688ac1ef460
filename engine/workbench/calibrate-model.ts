import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { feedBatches } from '../accuracy/feed-batches.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { Model } from '../ir/graph.ts';
import { type CalibrationTable, calibrate } from '../precision/calibration/calibrate.ts';
import { instrument } from '../precision/calibration/instrument.ts';
import { valuesToObserve } from '../precision/quantize/quantize-static.ts';
import type { QuantizationTarget } from '../precision/quantize/select-nodes.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { openData } from './open-data.ts';
import type { BuildOptions } from './variant-builder.ts';

export interface CalibrationServices extends BuildOptions {
  readonly folder: string;
  readonly factory: SessionFactory;
  readonly target: QuantizationTarget;
}

/** Samples per run: a few, so that the activations of one run fit beside each other. */
const CALIBRATION_BATCH = 8;

/**
 * Observes a float32 model's activations on calibration data, in a runner process that reduces them on the spot.
 * Errors: data.*, runtime.*, precision.no-calibration-data.
 */
export async function calibrateModel(
  model: Model,
  spec: CalibrationSpec,
  { folder, factory, target, shapes, signal, onProgress }: CalibrationServices,
): Promise<{ readonly table: CalibrationTable; readonly description: string }> {
  const instrumented = instrument(model, valuesToObserve(model.graph, { target }));
  const path = join(folder, `calibration-${randomUUID()}.onnx`);
  await writeModel(instrumented.model, path, { signal });
  const session = await factory.open(
    { kind: 'file', path },
    { provider: 'cpu', threads: 0, graphOptimization: 'all' },
    signal,
  );
  try {
    const data = await openData(spec.data, session.inputs, { shapes, signal });
    const total = Math.min(data.dataset.sampleCount, data.limit ?? data.dataset.sampleCount);
    const table = await calibrate(
      instrumented.observed,
      () =>
        feedBatches(data.dataset, data.preprocess, session.inputs, CALIBRATION_BATCH, { limit: data.limit, signal }),
      (feeds, reductions) => session.reduce(feeds, reductions, { signal }),
      {
        method: { kind: spec.method },
        basis: spec.data === 'random' ? 'random' : 'data',
        signal,
        onProgress: ({ pass, passCount, batchCount }) => {
          const doneCount = Math.min(total, batchCount * CALIBRATION_BATCH);
          const before = pass === 'range' ? 0 : 1;
          onProgress({
            stage: passCount === 1 ? 'Calibrating' : `Calibrating, pass ${before + 1} of ${passCount}`,
            fraction: (before + doneCount / total) / passCount,
            doneCount,
            totalCount: total,
            unit: 'samples',
          });
        },
      },
    );
    return { table, description: `${data.description}, ${spec.method}` };
  } finally {
    await session.close();
    await Promise.all([path, `${path}.data`].map((file) => rm(file, { force: true })));
  }
}
