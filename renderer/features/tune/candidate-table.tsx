import { listedName, type TuneCandidate, type TuneReport } from '../../../engine/report/tune-report.ts';
import { classNames } from '../../components/class-names.ts';
import { formatMs, formatPercent } from '../../text/format.ts';
import { toSqnrWords } from './candidate-words.ts';

const verdictLook: Readonly<Record<TuneCandidate['verdict'], { readonly word: string; readonly look: string }>> = {
  open: { word: 'in the running', look: 'text-accent' },
  kept: { word: 'kept', look: 'text-good font-medium' },
  dropped: { word: 'dropped', look: 'text-ink-3' },
  failed: { word: 'failed', look: 'text-bad' },
};

const cell = 'px-2.5 py-1.5 align-top';
const number = `${cell} text-right tabular-nums whitespace-nowrap`;

/** Every plan that was tried, with its figures and the measured reason why it was kept or dropped. */
export function CandidateTable({ report: { candidates, best } }: { readonly report: TuneReport }) {
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface-2">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">Plans that were tried</caption>
        <thead className="bg-surface-1 text-left text-ink-2">
          <tr>
            <th scope="col" className={number}>
              No.
            </th>
            <th scope="col" className={cell}>
              Plan
            </th>
            <th scope="col" className={number} title="Median of the interleaved ratios against the input plan">
              Speed-up
            </th>
            <th scope="col" className={number}>
              Median
            </th>
            <th scope="col" className={number} title="Top-1 on labelled data, agreement with the original elsewhere">
              Accuracy
            </th>
            <th scope="col" className={number}>
              SQNR
            </th>
            <th scope="col" className={cell}>
              Verdict
            </th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate) => (
            <Row key={candidate.id} candidate={candidate} isBest={candidate.id === best} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly candidate: TuneCandidate;
  readonly isBest: boolean;
}

function Row({ candidate, isBest }: RowProps) {
  const { id, name, speed, accuracy, verdict, reason, measuredBy } = candidate;
  const { word, look } = verdictLook[verdict];
  return (
    <tr className={classNames('border-t border-line', isBest && 'bg-accent/8')}>
      <td className={classNames(number, 'text-ink-3')}>{id}</td>
      <th scope="row" title={name} className={classNames(cell, 'text-left', isBest ? 'font-semibold' : 'font-normal')}>
        {listedName(candidate)}
      </th>
      <td className={number} title={measuredBy === 'cache' ? 'Screened in an earlier search' : measuredBy}>
        {speed === undefined ? '–' : `${speed.speedup.toFixed(2)}×`}
      </td>
      <td className={number}>{speed === undefined ? '–' : formatMs(speed.latencyMs.p50)}</td>
      <td className={number}>
        {accuracy === undefined || accuracy.basis === 'random'
          ? '–'
          : formatPercent(accuracy.top1 ?? accuracy.agreement, 2)}
      </td>
      <td className={number}>{accuracy === undefined ? '–' : toSqnrWords(accuracy.sqnrDb)}</td>
      <td className={`${cell} min-w-64`}>
        <span className={look}>{word}</span> <span className="text-ink-2">{reason}</span>
      </td>
    </tr>
  );
}
