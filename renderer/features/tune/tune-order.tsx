import { Gauge } from 'lucide-react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { computesOnIntegers } from '../../../engine/tuner/computes-on-integers.ts';
import { Button } from '../../components/button.tsx';
import { Field, NumberInput } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { isUnderWay } from '../../stores/followed-job.ts';
import { findOpenSizes } from '../../stores/input-shapes.ts';
import { isCalibrated, type PrecisionState, toCalibrationSpec, toInputShapes } from '../../stores/precision-store.ts';
import type { TuneChoices } from '../../stores/tune-store.ts';
import { usePrecision, useStores, useTune } from '../../stores/use-stores.tsx';

/** What the search is asked for, and the button that starts it. */
export function TuneOrder({ model }: { readonly model: ModelSummary }) {
  const { precision, tune } = useStores();
  const choices = useTune((state) => state.choices);
  const choose = useTune((state) => state.choose);
  const busy = useTune((state) => isUnderWay(state.job));
  const state = usePrecision((all) => all);
  const problem = problemOf(state);
  const start = () => void tune.getState().start(toTuneRequest(model, precision.getState(), choices));
  return (
    <section aria-label="Search" className="rounded-lg border border-line bg-surface-1 p-4">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-72 flex-1">
          <h2 className="font-semibold">The fastest plan on this machine</h2>
          <p className="text-ink-2">{toOrderWords(state)}</p>
        </div>
        <Field label="Accuracy that may be lost, %" className="w-48">
          {(id) => (
            <NumberInput
              id={id}
              value={choices.maximumDrop}
              min={0}
              max={100}
              decimal
              onChange={(maximumDrop) => choose({ maximumDrop: maximumDrop ?? 0 })}
            />
          )}
        </Field>
        <Field label="Time limit, min" className="w-28">
          {(id) => (
            <NumberInput
              id={id}
              value={choices.timeLimitMinutes}
              min={1}
              max={1440}
              onChange={(timeLimitMinutes) => choose({ timeLimitMinutes: timeLimitMinutes ?? 10 })}
            />
          )}
        </Field>
        <Field label="Threads" className="w-44">
          {(id) => (
            <Select
              id={id}
              label="Threads"
              value={choices.threads}
              options={[
                { value: 'chosen', label: threadWords(state.run.threads) },
                { value: 'free', label: 'as the search decides' },
              ]}
              onChange={(threads) => choose({ threads })}
            />
          )}
        </Field>
        <Button weight="primary" className="h-8 px-4" disabled={problem !== undefined || busy} onClick={start}>
          <Gauge aria-hidden />
          Find the fastest plan
        </Button>
      </div>
      {problem !== undefined && <p className="mt-2 text-warn">{problem}</p>}
    </section>
  );
}

const threadWords = (threads: number) =>
  threads === 0 ? "ONNX Runtime's choice" : `${threads} ${threads === 1 ? 'thread' : 'threads'}`;

function problemOf({ inputs, sizes, evaluation }: PrecisionState): string | undefined {
  const missing = findOpenSizes(inputs).filter((name) => sizes[name] === undefined);
  if (missing.length > 0) return `The model leaves sizes open (${missing.join(', ')}): say them under Precision first.`;
  return evaluation?.path === '' ? 'The evaluation data has no path yet: choose it under Precision.' : undefined;
}

function toOrderWords(state: PrecisionState): string {
  const { run, evaluation, calibration } = state;
  const int8 = !computesOnIntegers(run.provider)
    ? 'INT8 is not tried: this provider does not compute on integers.'
    : isCalibrated(state)
      ? `INT8 is tried, calibrated on ${calibration.kind === 'random' ? 'random inputs' : 'the data chosen under Precision'}.`
      : 'INT8 with fixed scales is not tried: no calibration data is chosen under Precision.';
  const judged = evaluation ? 'Accuracy is judged on the evaluation data.' : 'There is no evaluation data.';
  return `Rewrites, number formats and session options are measured on ${run.provider}, batch ${run.batch}. ${int8} ${judged}`;
}

export function toTuneRequest(
  { modelId }: Pick<ModelSummary, 'modelId'>,
  state: PrecisionState,
  { maximumDrop, timeLimitMinutes, threads }: TuneChoices,
) {
  const calibration = toCalibrationSpec(state);
  const { run, evaluation } = state;
  return {
    modelId,
    provider: run.provider,
    batch: run.batch,
    shapes: toInputShapes(state),
    maximumDrop: maximumDrop / 100,
    timeLimitMs: timeLimitMinutes * 60_000,
    ...(threads === 'chosen' && { threads: run.threads }),
    ...(evaluation && { data: evaluation }),
    ...(calibration && { calibration }),
  };
}
