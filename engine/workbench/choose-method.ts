import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decibelOf } from '../accuracy/decibel-of.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import type { Graph, Model, ValueId } from '../ir/graph.ts';
import type { CalibrationTable } from '../precision/calibration/calibrate.ts';
import type { CalibrationMethod } from '../precision/calibration/threshold.ts';
import { formatSqnr } from '../report/format-number.ts';
import { type Calibration, type CalibrationServices, calibrateModel, underMethod } from './calibrate-model.ts';
import { DEFAULT_PERCENTILE, describeMethod } from './calibration-method.ts';
import { samplesOf } from './calibration-samples.ts';
import { type JudgedCandidate, judgeCandidates } from './judge-candidates.ts';

/** In the order in which they are taken where they keep the same. */
const methods: readonly CalibrationMethod[] = [
  { kind: 'entropy' },
  { kind: 'percentile', percentile: DEFAULT_PERCENTILE },
  { kind: 'mse' },
  { kind: 'min-max' },
];

/**
 * Calibrates a float32 model, where no method is named under the one whose INT8 model keeps most of the answers on the first
 * calibration samples: which method suits a network is not to be seen from outside. Where there are no samples to judge by, entropy.
 *
 * @param quantize the INT8 graph that a table gives.
 * Errors: those of calibrateModel and of judgeCandidates.
 */
export async function calibrateBest(
  model: Model,
  values: readonly ValueId[],
  spec: CalibrationSpec,
  quantize: (table: CalibrationTable) => Graph,
  services: CalibrationServices,
): Promise<Calibration> {
  const calibration = await calibrateModel(model, values, spec, services);
  const samples = samplesOf(spec);
  if (spec.method !== 'auto' || !samples) return calibration;
  const candidates = methods.map((method) => {
    const under = underMethod(calibration, method, model.graph);
    return { label: describeMethod(method), graph: quantize(under.table), calibration: under };
  });
  const folder = join(services.folder, `methods-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  services.onProgress({
    stage: 'Choosing the calibration',
    fraction: 0,
    doneCount: 0,
    totalCount: methods.length,
    unit: 'steps',
  });
  try {
    const judged = await judgeCandidates(model, candidates, samples, { ...services, folder });
    const best = bestOf(judged);
    const chosen = candidates.find(({ label }) => label === best?.label)?.calibration ?? calibration;
    return best ? { ...chosen, remark: remarkOn(best, judged) } : chosen;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first of those that keep most; undefined where none runs. */
export function bestOf<T extends Pick<JudgedCandidate, 'sqnrDb'>>(judged: readonly T[]): T | undefined {
  let best: { readonly candidate: T; readonly decibel: number } | undefined;
  for (const candidate of judged) {
    if (candidate.sqnrDb === undefined) continue;
    const decibel = decibelOf(candidate.sqnrDb);
    if (!best || decibel > best.decibel) best = { candidate, decibel };
  }
  return best?.candidate;
}

function remarkOn({ label }: JudgedCandidate, judged: readonly JudgedCandidate[]): string {
  const figures = judged.map((each) =>
    each.sqnrDb === undefined ? `${each.label} does not run` : `${each.label} keeps ${formatSqnr(each.sqnrDb)}`,
  );
  return `Calibrated by ${label}, measured on the calibration data: ${figures.join(', ')}.`;
}
