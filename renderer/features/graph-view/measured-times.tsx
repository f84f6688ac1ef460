import { useMemo } from 'react';
import { toConditionParts } from '../../../engine/report/conditions.ts';
import type { BoxView } from '../../../engine/view/graph-view.ts';
import { useBenchmark } from '../../stores/use-stores.tsx';
import { formatMs, formatPercent } from '../../text/format.ts';
import { timesOfBox } from './times-of-box.ts';

/** What a box took in each variant of the newest comparison, by the runtime's own profile. */
export function MeasuredTimes({ box }: { readonly box: BoxView }) {
  const report = useBenchmark((state) => state.report);
  const times = useMemo(() => (report === undefined ? [] : timesOfBox(report, box)), [report, box]);
  if (report === undefined || times.length === 0) return null;
  return (
    <section aria-label="Measured times" className="flex flex-col gap-1.5 border-b border-line px-3 py-2.5">
      <h4 className="text-sm font-semibold text-ink-2">Measured times</h4>
      <dl className="grid grid-cols-[auto_auto_1fr] gap-x-3 gap-y-0.5">
        {times.map(({ label, durationMs, share, kernels, sharedCount }) => (
          <div key={label} className="contents">
            <dt className="text-ink-2">{label}</dt>
            <dd className="text-right tabular-nums">{kernels.length === 0 ? 'nothing' : formatMs(durationMs)}</dd>
            <dd className="text-sm leading-5 text-ink-3 wrap-anywhere">
              {kernels.length === 0
                ? 'no kernel computes it'
                : `${formatPercent(share)} of all kernels, ${kernels.join(' + ')}`}
              {sharedCount > 0 && `, with ${sharedCount} other ${sharedCount === 1 ? 'node' : 'nodes'}`}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-ink-3">
        Medians of a few profiled runs. {toConditionParts(report.conditions).join(' · ')}
      </p>
    </section>
  );
}
