import type { CalibrationSpec } from '../../api/contract.ts';
import type { Speedup } from '../../benchmark/speedup.ts';
import type { Model } from '../../ir/graph.ts';
import type { CalibrationTable } from '../../precision/calibration/calibrate.ts';
import { integerWork } from '../../precision/explain/integer-work.ts';
import { rangeFits } from '../../precision/explain/range-fit.ts';
import { slowerLayers } from '../../precision/explain/slower-layers.ts';
import { causeOfSlowness } from '../../precision/explain/slowness.ts';
import type { ConvertedGraph } from '../../precision/plan.ts';
import type { QuantizationExplanation } from '../../report/explanation.ts';
import type { ProviderName } from '../../runtime/session.ts';
import { samplesOf } from '../calibration-samples.ts';
import { openData } from '../open-data.ts';
import { type ProfileServices, profileModel } from '../profile-model.ts';
import { sessionPortsOf } from '../session-ports.ts';
import { measureNoise } from './measure-noise.ts';

/** How a variant was quantized: what an explanation starts from. */
export interface Quantization {
  readonly float: Model;
  readonly converted: ConvertedGraph;
  /** Absent where ranges are found while the model runs. */
  readonly table?: CalibrationTable;
}

export interface ExplainOptions {
  readonly provider: ProviderName;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** What the variant was calibrated with: layers are compared on its first samples. */
  readonly calibration: CalibrationSpec | undefined;
  /** Against the original; absent where it was not timed. */
  readonly speedup?: Speedup | undefined;
}

export interface ExplainServices extends ProfileServices {
  readonly folder: string;
}

/**
 * Why a quantized model is as fast and as accurate as it is: what the runtime computes on integers, what the boundaries cost,
 * which layers are the noisiest, which ranges do not fit.
 * Errors: those of opening the session; data.*; file.write-failed; AbortError.
 */
export async function explainQuantized(
  { float, converted, table }: Quantization,
  { provider, shapes, calibration, speedup }: ExplainOptions,
  services: ExplainServices,
): Promise<QuantizationExplanation> {
  const { graph } = converted;
  const before = await profileModel(float, { provider, shapes }, services);
  const after = await profileModel({ ...float, graph }, { provider, shapes }, services);
  const work = integerWork(graph, after.runtime, after.nodes, after.times);
  const slower = slowerLayers(before, after);
  const data = samplesOf(calibration);
  const samples = data && (await openData(data, sessionPortsOf(float.graph), { shapes, signal: services.signal }));
  // A gain within the noise is said to be one where it is shown; it has no cause.
  const isSlower = speedup !== undefined && speedup.ratio <= 1;
  const cause = isSlower ? causeOfSlowness(work, slower) : undefined;
  return {
    ...work,
    slowerLayers: slower,
    noise: samples ? await measureNoise(float, converted, samples, services) : [],
    ...(table ? rangeFits(float.graph, table) : { saturated: [], widened: [] }),
    ...(cause !== undefined && { cause }),
  };
}
