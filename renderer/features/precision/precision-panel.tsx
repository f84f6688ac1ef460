import { Play } from 'lucide-react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { Button } from '../../components/button.tsx';
import { isUnderWay } from '../../stores/followed-job.ts';
import { builtVariants, findProblem, needsCalibration } from '../../stores/precision-store.ts';
import { useBenchmark, useModel, usePrecision, useStores } from '../../stores/use-stores.tsx';
import { compare } from '../shell/commands.ts';
import { CalibrationChoice } from './calibration-choice.tsx';
import { CalibrationRanges } from './calibration-ranges.tsx';
import { EvaluationChoice } from './evaluation-choice.tsx';
import { Int8Options } from './int8-options.tsx';
import { MixedChoice } from './mixed-choice.tsx';
import { problemWords } from './problem-words.ts';
import { RunConditions } from './run-conditions.tsx';
import { VariantCard } from './variant-card.tsx';

export function PrecisionPanel({ model }: { readonly model: ModelSummary }) {
  const info = useModel((state) => state.info);
  const wantsInt8 = usePrecision((state) => needsCalibration(state.variants));
  const wantsData = usePrecision((state) => needsCalibration(state.variants) || state.variants.includes('fp16'));
  const wantsMixed = usePrecision((state) => state.variants.includes('mixed'));
  return (
    <div className="flex min-h-full flex-col">
      <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-5 px-4 py-4">
        <section aria-labelledby="variants">
          <h2 id="variants" className="text-lg font-semibold">
            Variants to build
          </h2>
          <p className="mb-3 text-ink-2">
            The original is always measured beside them, as the baseline of every ratio. {info?.precisionNotes.original}
          </p>
          <div className="grid grid-cols-3 gap-3">
            {builtVariants.map((variant) => (
              <VariantCard key={variant} variant={variant} model={model} />
            ))}
          </div>
        </section>
        <div className="grid grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] items-start gap-6">
          <div className="flex flex-col gap-5">
            {wantsData && <CalibrationChoice />}
            {wantsInt8 && <Int8Options />}
            <EvaluationChoice />
            {wantsMixed && <MixedChoice />}
          </div>
          <RunConditions />
        </div>
        {wantsInt8 && <CalibrationRanges />}
      </div>
      <StartBar />
    </div>
  );
}

function StartBar() {
  const stores = useStores();
  const problem = usePrecision(findProblem);
  const busy = useBenchmark((state) => isUnderWay(state.job));
  const words =
    problem !== undefined
      ? problemWords[problem]
      : busy
        ? 'A comparison is running: another one waits until it is done.'
        : undefined;
  return (
    <div className="sticky bottom-0 border-t border-line bg-surface-1">
      <div className="mx-auto flex w-full max-w-6xl items-center justify-end gap-3 px-4 py-2.5">
        {words !== undefined && <p className="text-ink-2">{words}</p>}
        <Button weight="primary" className="h-8 px-4" disabled={problem !== undefined} onClick={() => compare(stores)}>
          <Play aria-hidden />
          Build and compare
        </Button>
      </div>
    </div>
  );
}
