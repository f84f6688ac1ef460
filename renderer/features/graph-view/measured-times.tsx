import { useMemo } from 'react';
import { toConditionParts } from '../../../engine/report/conditions.ts';
import type { BoxView } from '../../../engine/view/graph-view.ts';
import { useBenchmark } from '../../stores/use-stores.tsx';
import { formatMs, formatPercent } from '../../text/format.ts';
import { type BoxTime, timesOfBox } from './times-of-box.ts';

/** Of the conditions: where, with how many threads, how many samples at a time. */
const shownConditions = 3;

/** What a box took in each variant of the newest comparison, by the runtime's own profile. */
export function MeasuredTimes({ box }: { readonly box: BoxView }) {
  const report = useBenchmark((state) => state.report);
  const times = useMemo(() => (report === undefined ? [] : timesOfBox(report, box)), [report, box]);
  if (report === undefined || times.length === 0) return null;
  return (
    <section aria-label="Measured times" className="flex flex-col gap-1.5 border-b border-line px-3 py-2.5">
      <h4 className="text-sm font-semibold text-ink-2">Measured times</h4>
      <dl className="flex flex-col gap-1">
        {times.map((time) => (
          <div key={time.label} className="grid grid-cols-[1fr_auto] gap-x-3">
            <dt className="text-ink-2">{time.label}</dt>
            <dd className="text-right tabular-nums">{toFigure(time)}</dd>
            <dd className="col-span-2 text-sm text-ink-3 wrap-anywhere">{toDetails(time)}</dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-ink-3">
        Medians of a few profiled runs. {toConditionParts(report.conditions).slice(0, shownConditions).join(' · ')}
      </p>
    </section>
  );
}

function toFigure({ isTraced, kernels, durationMs }: BoxTime): string {
  if (!isTraced) return 'unknown';
  return kernels.length === 0 ? 'no time' : formatMs(durationMs);
}

function toDetails({ isTraced, kernels, share, sharedCount }: BoxTime): string {
  if (!isTraced) return 'Most kernels of this variant could not be traced to nodes.';
  if (kernels.length === 0) return 'No kernel computes it.';
  const others = `${sharedCount} other ${sharedCount === 1 ? 'node' : 'nodes'}`;
  const together = sharedCount === 0 ? '' : `, which ${kernels.length === 1 ? 'computes' : 'compute'} ${others}, too`;
  return `${formatPercent(share)} of all kernels: ${kernels.join(' + ')}${together}`;
}
