import { decibelOf } from '../../accuracy/decibel-of.ts';
import { feedBatches } from '../../accuracy/feed-batches.ts';
import { AccuracyAccumulator } from '../../accuracy/metrics.ts';
import { decodeOutputs, type OutputValues } from '../../accuracy/output-values.ts';
import { WorkbenchError } from '../../errors.ts';
import type { QuantizedLayer } from '../../precision/mixed/quantized-layers.ts';
import type { LayerSensitivity } from '../../report/mixed-report.ts';
import type { Sqnr } from '../../report/report.ts';
import type { Feeds, ModelSource, Session, SessionFactory, SessionOptions } from '../../runtime/session.ts';
import type { OpenedData } from '../open-data.ts';

export interface SensitivityServices {
  readonly factory: SessionFactory;
  readonly signal: AbortSignal;
  /** Calls `work` with the model in which only these layers run in INT8, and takes its file away afterwards. */
  withOnly<T>(layer: QuantizedLayer, work: (source: ModelSource) => Promise<T>): Promise<T>;
  onProgress(doneCount: number): void;
}

/** Samples are few: the order of the layers settles early, and every layer is one more model to load. */
const SAMPLE_COUNT = 16;
const BATCH = 4;

const session: SessionOptions = { provider: 'cpu', threads: 0, graphOptimization: 'all' };

interface ReferenceRun {
  readonly feeds: Feeds;
  readonly outputs: readonly OutputValues[];
}

/**
 * How much each layer alone costs: SQNR of the model's outputs when only it runs in INT8, against float32 on the first samples
 * of the data. The most sensitive first. A layer that cannot be quantized alone costs nothing.
 * Errors: data.*, runtime.*.
 */
export async function measureSensitivity(
  layers: readonly QuantizedLayer[],
  float: ModelSource,
  data: OpenedData,
  services: SensitivityServices,
): Promise<readonly LayerSensitivity[]> {
  const { factory, signal } = services;
  const runs = await withSession(factory, float, signal, (model) => referenceRuns(model, data, signal));
  const totalMacs = layers.reduce((sum, { macs }) => sum + macs, 0);
  const sensitivities: LayerSensitivity[] = [];
  for (const [index, layer] of layers.entries()) {
    services.onProgress(index);
    const { names, origins, macs } = layer;
    const workShare = totalMacs === 0 ? 1 / layers.length : macs / totalMacs;
    sensitivities.push({ names, origins, workShare, sqnrDb: await noiseOf(layer, runs, services) });
  }
  return sensitivities.toSorted((a, b) => decibelOf(a.sqnrDb) - decibelOf(b.sqnrDb));
}

async function noiseOf(
  layer: QuantizedLayer,
  runs: readonly ReferenceRun[],
  { factory, signal, withOnly }: SensitivityServices,
): Promise<Sqnr> {
  try {
    return await withOnly(layer, (source) =>
      withSession(factory, source, signal, async (model) => {
        const accumulator = new AccuracyAccumulator();
        for (const { feeds, outputs: reference } of runs) {
          const outputs = decodeOutputs(await model.run(feeds, { signal }), model.outputs);
          const batch = reference[0]?.dims[0] ?? 1;
          accumulator.add({ reference, outputs, batch, validCount: batch });
        }
        const { sqnrDb } = accumulator.tally();
        return Number.isFinite(sqnrDb) ? sqnrDb : sqnrDb > 0 ? 'identical' : 'overflow';
      }),
    );
  } catch (error) {
    if (error instanceof WorkbenchError && error.code === 'precision.nothing-to-quantize') return 'identical';
    throw error;
  }
}

async function referenceRuns(
  model: Session,
  { dataset, preprocess, limit = SAMPLE_COUNT }: OpenedData,
  signal: AbortSignal,
): Promise<readonly ReferenceRun[]> {
  const range = { limit: Math.min(SAMPLE_COUNT, limit), signal };
  const runs: ReferenceRun[] = [];
  for await (const feeds of feedBatches(dataset, preprocess, model.inputs, BATCH, range)) {
    runs.push({ feeds, outputs: decodeOutputs(await model.run(feeds, { signal }), model.outputs) });
  }
  return runs;
}

async function withSession<T>(
  factory: SessionFactory,
  source: ModelSource,
  signal: AbortSignal,
  work: (model: Session) => Promise<T>,
): Promise<T> {
  const model = await factory.open(source, session, signal);
  try {
    return await work(model);
  } finally {
    await model.close();
  }
}
