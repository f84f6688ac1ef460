import type { BranchesView, LaneView, ParallelView } from '../../../engine/view/parallel-view.ts';
import { classNames } from '../../components/class-names.ts';
import { useView } from '../../stores/use-stores.tsx';
import { formatCount, formatPercent } from '../../text/format.ts';
import { toLaneWords, toPlaceWords } from './parallel-words.ts';

const noOrigins: ReadonlySet<number> = new Set();

/** Independent paths, each place with its lanes; choosing a lane selects its layers in both graphs. */
export function ParallelList({ parallel }: { readonly parallel: ParallelView }) {
  const { branches, criticalShare } = parallel;
  if (branches.length === 0)
    return (
      <p className="p-3 text-ink-2">Every layer waits for the one before it: there is nothing to run in parallel.</p>
    );
  return (
    <>
      {criticalShare !== undefined && (
        <p className="border-b border-line px-3 py-2 text-sm text-ink-2">
          The longest chain of layers that wait for one another does {formatPercent(criticalShare)} of the
          multiply-accumulates. With a stream for each lane, the rest could run beside it. Predicted, not measured.
        </p>
      )}
      <ol>
        {branches.map((place) => (
          <Place key={`${place.from} ${place.to} ${place.lanes[0]?.boxes[0]}`} place={place} />
        ))}
      </ol>
    </>
  );
}

function Place({ place }: { readonly place: BranchesView }) {
  const selected = useView((state) => state.selection?.origins ?? noOrigins);
  const total = place.lanes.reduce((sum, { macs }) => sum + macs, 0);
  return (
    <li className="border-b border-line py-2 [contain-intrinsic-size:auto_6rem] [content-visibility:auto]">
      <p className="px-3 font-medium">{place.lanes.length} lanes</p>
      <p className="px-3 font-mono text-xs text-ink-3 wrap-anywhere">{toPlaceWords(place)}</p>
      <ul>
        {place.lanes.map((lane) => (
          <LaneRow
            key={lane.boxes[0]}
            lane={lane}
            share={total === 0 ? 0 : lane.macs / total}
            isSelected={lane.origins.some((origin) => selected.has(origin))}
          />
        ))}
      </ul>
    </li>
  );
}

interface LaneRowProps {
  readonly lane: LaneView;
  /** Of the work between fork and join. */
  readonly share: number;
  readonly isSelected: boolean;
}

function LaneRow({ lane, share, isSelected }: LaneRowProps) {
  const select = useView((state) => state.select);
  const [box] = lane.boxes;
  return (
    <li>
      <button
        type="button"
        aria-pressed={isSelected}
        title={`${formatCount(lane.macs)} multiply-accumulates`}
        onClick={() => select({ origins: new Set(lane.origins), source: 'list', ...(box !== undefined && { box }) })}
        className={classNames(
          'flex w-full items-center gap-2 border-l-2 py-1 pr-3 pl-3 text-left',
          isSelected ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-surface-3',
        )}
      >
        <span className="min-w-0 flex-1 text-sm wrap-anywhere">{toLaneWords(lane)}</span>
        <span aria-hidden className="h-1.5 w-14 shrink-0 overflow-hidden rounded-full bg-surface-3">
          <span className="block h-full bg-accent" style={{ width: `${100 * share}%` }} />
        </span>
        <span className="w-9 shrink-0 text-right text-sm text-ink-2 tabular-nums">{formatPercent(share, 0)}</span>
      </button>
    </li>
  );
}
