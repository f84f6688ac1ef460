import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { feedBatches, fixedBatchOf, sampleCountOf } from '../accuracy/feed-batches.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { Model } from '../ir/graph.ts';
import { type CalibrationProgress, type CalibrationTable, calibrate } from '../precision/calibration/calibrate.ts';
import { instrument } from '../precision/calibration/instrument.ts';
import { valuesToObserve } from '../precision/quantize/quantize-static.ts';
import type { QuantizationTarget } from '../precision/quantize/select-nodes.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { describeMethod, methodOf } from './calibration-method.ts';
import { openData } from './open-data.ts';
import { sessionPortsOf } from './session-ports.ts';
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
 * Errors: precision.nothing-to-quantize, precision.opset-too-old, precision.no-calibration-data, data.*, runtime.*,
 * those of resolveInputDims where the data is random.
 */
export async function calibrateModel(
  model: Model,
  spec: CalibrationSpec,
  { folder, factory, target, shapes, signal, onProgress }: CalibrationServices,
): Promise<{ readonly table: CalibrationTable; readonly description: string }> {
  const instrumented = instrument(model, valuesToObserve(model.graph, { target }));
  const data = await openData(spec.data, sessionPortsOf(model.graph), { shapes, signal });
  const { dataset, preprocess, limit } = data;
  const sampleCount = sampleCountOf(dataset, data);
  const method = methodOf(spec);
  const path = join(folder, `calibration-${randomUUID()}.onnx`);
  try {
    await writeModel(instrumented.model, path, { signal });
    const session = await factory.open(
      { kind: 'file', path },
      { provider: 'cpu', threads: 0, graphOptimization: 'all' },
      signal,
    );
    try {
      const batch = (await fixedBatchOf(dataset, preprocess, session.inputs, signal)) ?? CALIBRATION_BATCH;
      const table = await calibrate(
        instrumented.observed,
        () => feedBatches(dataset, preprocess, session.inputs, batch, { limit, signal }),
        (feeds, reductions) => session.reduce(feeds, reductions, { signal }),
        {
          method,
          histograms: 'always',
          basis: spec.data === 'random' ? 'random' : 'data',
          signal,
          onProgress: (progress) =>
            onProgress(toJobProgress(progress, Math.min(sampleCount, progress.batchCount * batch), sampleCount)),
        },
      );
      return { table, description: `${data.description}, ${describeMethod(method)}` };
    } finally {
      await session.close();
    }
  } finally {
    await Promise.all([path, `${path}.data`].map((file) => rm(file, { force: true })));
  }
}

function toJobProgress(
  { pass, passCount }: CalibrationProgress,
  doneCount: number,
  totalCount: number,
): Parameters<BuildOptions['onProgress']>[0] {
  const passesDone = pass === 'range' ? 0 : 1;
  return {
    stage: passCount === 1 ? 'Calibrating' : `Calibrating, pass ${passesDone + 1} of ${passCount}`,
    fraction: (passesDone + doneCount / totalCount) / passCount,
    doneCount,
    totalCount,
    unit: 'samples',
  };
}
