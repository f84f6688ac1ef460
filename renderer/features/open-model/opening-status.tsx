import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { useModel } from '../../stores/use-stores.tsx';
import { formatPercent } from '../../text/format.ts';

/** What is being opened, or why it was refused; nothing otherwise. What was open stays below it. */
export function OpeningStatus() {
  const opening = useModel((state) => state.opening);
  const refusal = useModel((state) => state.refusal);
  const cancel = useModel((state) => state.cancelOpening);
  const dismiss = useModel((state) => state.dismissRefusal);

  if (opening !== undefined) {
    const sending = opening.phase === 'sending';
    return (
      <div role="status" className="flex items-center gap-3 rounded-md border border-line bg-surface-2 px-3 py-2">
        <div className="flex min-w-0 flex-1 flex-col gap-1.5">
          <p className="truncate" title={opening.name}>
            {sending ? 'Sending ' : 'Reading the graph and checking every operator of '}
            <span className="font-medium">{opening.name}</span>
            {sending && <span className="text-ink-2 tabular-nums">, {formatPercent(opening.sentFraction, 0)}</span>}
          </p>
          <ProgressBar label={`Opening ${opening.name}`} fraction={sending ? opening.sentFraction : undefined} />
        </div>
        <Button onClick={cancel}>Cancel</Button>
      </div>
    );
  }
  if (refusal === undefined) return null;
  const doing = refusal.name === '' ? undefined : `${refusal.name} was not opened`;
  return <Failure error={refusal.error} onDismiss={dismiss} {...(doing !== undefined && { doing })} />;
}
