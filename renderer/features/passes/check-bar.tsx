import { FlaskConical } from 'lucide-react';
import type { ProofOutcome } from '../../../engine/passes/proof/proof.ts';
import { useCheck } from '../../stores/use-stores.tsx';
import { toCheckWords, toSummary } from './check-words.ts';
import { PlanJobBar } from './plan-job-bar.tsx';

/** Proves every change of the plan on random inputs, and says what came of it. */
export function CheckBar() {
  const { job, start, cancel } = useCheck((state) => state);
  return (
    <PlanJobBar<'check'>
      job={job}
      start={start}
      cancel={cancel}
      label="Numeric check"
      icon={<FlaskConical aria-hidden />}
      offer="Run every change before and after it, and compare."
      action="Check numerically"
      again="Check again"
      failure="Nothing was checked"
      summarize={toSummary}
    />
  );
}

/** What the check has shown of one change. */
export function CheckWords({ outcome }: { readonly outcome: ProofOutcome }) {
  const isWrong = outcome.status === 'different';
  return (
    <span className={isWrong ? 'text-sm font-medium text-bad' : 'text-sm text-ink-3 tabular-nums'}>
      {toCheckWords(outcome)}
    </span>
  );
}
