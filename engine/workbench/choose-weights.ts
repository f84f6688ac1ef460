import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decibelOf } from '../accuracy/decibel-of.ts';
import type { CalibrationSpec } from '../api/contract.ts';
import { benchmark } from '../benchmark/benchmark.ts';
import { invariant } from '../errors.ts';
import type { Model } from '../ir/graph.ts';
import type { ConvertedGraph } from '../precision/plan.ts';
import type { WeightForm } from '../precision/quantize/quantize-static.ts';
import { formatSqnr } from '../report/format-number.ts';
import type { Sqnr } from '../report/report.ts';
import { samplesOf } from './calibration-samples.ts';
import { judgeCandidates } from './judge-candidates.ts';
import type { ObservationServices } from './observing.ts';

export interface WeightChoice {
  readonly form: WeightForm;
  /** What was measured, and what was taken for it. */
  readonly remark: string;
}

/** Without VNNI, 8-bit signed weights are the fastest; 7 bits leave the sums room; unsigned ones take a kernel that never saturates. */
const forms = [
  { label: '8-bit weights', form: {} },
  { label: '7-bit weights', form: { weightBits: 7 } },
  { label: 'unsigned weights', form: { weightType: 'uint8' } },
] as const satisfies readonly { readonly label: string; readonly form: WeightForm }[];

const RUNS = 24;
/** Forms this near to the most exact one are told apart by their speed. */
const SIMILAR_DB = 1;

interface MeasuredForm {
  readonly label: string;
  readonly form: WeightForm;
  readonly sqnrDb: Sqnr;
  /** Against the first form; absent where it could not be timed. */
  readonly speed: number | undefined;
}

/**
 * The form of the weights that keeps most of the answers on the first samples of the calibration data, as this processor
 * computes them: on x86 without VNNI, pairs of 8-bit products are added in 16 bits and may saturate. Of forms that keep about as
 * much, the fastest. Undefined where there is no data to measure on.
 * Errors: data.*, runtime.*, file.write-failed.
 */
export async function chooseWeights(
  float: Model,
  quantize: (form: WeightForm) => ConvertedGraph,
  spec: CalibrationSpec,
  services: ObservationServices,
): Promise<WeightChoice | undefined> {
  const samples = samplesOf(spec);
  if (!samples) return undefined;
  const { factory, shapes = {}, signal, onProgress } = services;
  const folder = join(services.folder, `weights-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  onProgress({ stage: 'Choosing weights', fraction: 0, doneCount: 0, totalCount: 1, unit: 'steps' });
  try {
    const candidates = forms.map(({ label, form }) => ({ label, graph: quantize(form).graph }));
    const judged = await judgeCandidates(float, candidates, samples, { folder, factory, shapes, signal });
    const { variants } = await benchmark(
      judged.map(({ label, source, sizeBytes }) => ({ id: label, source, sizeBytes })),
      { provider: 'cpu', threads: 1, batch: 1, shapes, budget: { kind: 'exactly', runCount: RUNS } },
      { factory, signal },
    );
    const measured = forms.flatMap(({ label, form }): MeasuredForm[] => {
      const sqnrDb = judged.find((candidate) => candidate.label === label)?.sqnrDb;
      const timing = variants.find(({ id }) => id === label);
      if (sqnrDb === undefined) return [];
      const isTimed = timing?.status === 'measured';
      const speed = label === forms[0].label ? 1 : isTimed ? timing.speedup?.ratio : undefined;
      return [{ label, form, sqnrDb, speed }];
    });
    return choiceOf(measured);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Errors: InvariantError where nothing was measured. */
export function choiceOf(measured: readonly MeasuredForm[]): WeightChoice {
  const most = Math.max(...measured.map(({ sqnrDb }) => decibelOf(sqnrDb)));
  const [chosen] = measured
    .filter(({ sqnrDb }) => decibelOf(sqnrDb) >= most - SIMILAR_DB)
    .toSorted((a, b) => (b.speed ?? 0) - (a.speed ?? 0));
  invariant(chosen, 'No form of the weights was measured');
  const figures = measured.map(({ label, sqnrDb, speed }) => {
    const time = speed === undefined ? '' : ` at ${speed.toFixed(2)}x the speed`;
    return `${label} keep ${formatSqnr(sqnrDb)}${time}`;
  });
  const remark = `This processor adds 8-bit products in 16 bits, which may saturate. On the calibration data ${figures.join(', ')}: ${chosen.label} were taken.`;
  return { form: chosen.form, remark };
}
