import { BadgeCheck } from 'lucide-react';
import { useConfirm } from '../../stores/use-stores.tsx';
import { toConfirmSummary } from './confirm-words.ts';
import { PlanJobBar } from './plan-job-bar.tsx';

/** Has the runtime say which of the planned layers it really has. Absent for targets that cannot be asked. */
export function ConfirmBar({ target }: { readonly target: string }) {
  const { job, start, cancel } = useConfirm((state) => state);
  if (!target.startsWith('onnxruntime-')) return null;
  return (
    <PlanJobBar<'confirm'>
      job={job}
      start={start}
      cancel={cancel}
      label="Confirmation by the runtime"
      icon={<BadgeCheck aria-hidden />}
      offer="Compare the plan with the graph that ONNX Runtime executes."
      action="Confirm layers"
      again="Confirm again"
      failure="No layer was confirmed"
      summarize={toConfirmSummary}
    />
  );
}
