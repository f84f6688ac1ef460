import { useState } from 'react';
import type { DataSpec, ModelSummary } from '../../../engine/api/contract.ts';
import type { AccuracyDrop, AnswerChanges, ChangedSample, ClassAccuracy } from '../../../engine/report/report.ts';
import { Button } from '../../components/button.tsx';
import { formatHundredths, formatInteger } from '../../text/format.ts';
import { DetailTable } from './detail-table.tsx';
import { SampleThumbnail } from './sample-thumbnail.tsx';

interface AnswersSectionProps {
  readonly answers: AnswerChanges;
  readonly drop: AccuracyDrop | undefined;
  readonly model: ModelSummary;
  readonly data: DataSpec | undefined;
}

const SHOWN_ROWS = 6;
const BATCH = 12;

/** Whose answers changed, what to, and what that did to each class. */
export function AnswersSection({ answers, drop, model, data }: AnswersSectionProps) {
  const { classes = [], changedCount, confusions, samples } = answers;
  const [shownCount, setShownCount] = useState(BATCH);
  const nameOf = (label: number) => classes.find((each) => each.label === label)?.name ?? String(label);
  const worst = classes.toSorted((a, b) => lossOf(b) - lossOf(a)).slice(0, SHOWN_ROWS);
  return (
    <section aria-label="Changed answers" className="flex flex-col gap-2">
      <p>
        {formatInteger(changedCount)} {changedCount === 1 ? 'answer differs' : 'answers differ'} from the original.
        {drop !== undefined && ` ${describeDrop(drop)}`}
      </p>
      <div className="grid grid-cols-1 items-start gap-x-6 gap-y-3 lg:grid-cols-2">
        {worst.length > 0 && (
          <DetailTable
            caption="Classes that lose most, % right"
            head={['Class', 'samples', 'original', 'here']}
            rows={worst.map(({ label, sampleCount, correctCount, originalCorrectCount }) => ({
              key: String(label),
              cells: [
                nameOf(label),
                formatInteger(sampleCount),
                formatHundredths(originalCorrectCount / sampleCount, 1),
                formatHundredths(correctCount / sampleCount, 1),
              ],
            }))}
          />
        )}
        {confusions.length > 0 && (
          <DetailTable
            caption="What answers became"
            head={['Original answer', 'answer here', 'samples']}
            rows={confusions.slice(0, SHOWN_ROWS).map(({ before, after, count }) => ({
              key: `${before} ${after}`,
              cells: [nameOf(before), nameOf(after), formatInteger(count)],
            }))}
          />
        )}
      </div>
      {samples.length > 0 && data !== undefined && (
        <>
          <ul className="flex flex-wrap gap-2" aria-label="Samples whose answer changed">
            {samples.slice(0, shownCount).map((sample) => (
              <li key={sample.index}>
                <SampleThumbnail model={model} data={data} index={sample.index} caption={describe(sample, nameOf)} />
              </li>
            ))}
          </ul>
          {samples.length > shownCount && (
            <Button className="self-start" onClick={() => setShownCount(shownCount + 2 * BATCH)}>
              Show more of {formatInteger(samples.length)}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

/** Share of a class's samples that are no longer right. */
const lossOf = ({ sampleCount, correctCount, originalCorrectCount }: ClassAccuracy) =>
  (originalCorrectCount - correctCount) / sampleCount;

const describe = ({ label, before, after }: ChangedSample, nameOf: (label: number) => string) =>
  `${nameOf(before)} → ${nameOf(after)}${label === undefined ? '' : `, is ${nameOf(label)}`}`;

function describeDrop({ fraction, interval, lostCount, gainedCount, isSignificant }: AccuracyDrop): string {
  const range = `${formatHundredths(interval.low, 2)} to ${formatHundredths(interval.high, 2)}`;
  return (
    `${lostCount} lost, ${gainedCount} gained: ${formatHundredths(fraction, 2)} points of top-1 (95 %: ${range}), ` +
    `${isSignificant ? 'significant' : 'not significant'} by McNemar's test.`
  );
}
