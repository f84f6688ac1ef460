import type { LayerSensitivity, MixedReport } from '../../../engine/report/mixed-report.ts';
import type { Sqnr } from '../../../engine/report/report.ts';
import { classNames } from '../../components/class-names.ts';
import { useView } from '../../stores/use-stores.tsx';
import { formatHundredths, formatPercent } from '../../text/format.ts';
import { DetailTable } from './detail-table.tsx';

/** How a mixed precision was chosen: every plan that was tried, and what each layer alone costs. */
export function MixedSection({ report }: { readonly report: MixedReport }) {
  const { summary, plans, chosen, criterion, data, sensitivities } = report;
  return (
    <div className="flex flex-col gap-3">
      <p className="font-medium">{summary}</p>
      <DetailTable
        caption={`Plans, judged by ${criterion} on ${data}; speed in turns with the optimized FP32 model`}
        head={['Plan', criterion === 'top-1' ? 'top-1, %' : 'agree, %', 'drop, points', 'speed-up', '95 %', '']}
        rows={plans.map(({ label, accuracy, drop, speed, isOnFront }, index) => ({
          key: label,
          isMarked: index === chosen,
          cells: [
            index === chosen ? `${label} (chosen)` : label,
            formatHundredths((criterion === 'top-1' ? accuracy.top1 : accuracy.agreement) ?? Number.NaN, 2),
            formatHundredths(drop, 2),
            speed ? `${speed.ratio.toFixed(2)}×` : 'not timed',
            speed?.interval ? `${speed.interval.low.toFixed(2)} to ${speed.interval.high.toFixed(2)}` : '',
            isOnFront ? 'on the front' : '',
          ],
        }))}
      />
      {sensitivities.length > 0 && <SensitivityBars sensitivities={sensitivities} />}
    </div>
  );
}

/** A bar grows with the noise that its layer alone adds; choosing one shows the layer in the graph. */
function SensitivityBars({ sensitivities }: { readonly sensitivities: readonly LayerSensitivity[] }) {
  const select = useView((state) => state.select);
  const showPanel = useView((state) => state.showPanel);
  const selected = useView((state) => state.selection?.origins);
  const finite = sensitivities.map(({ sqnrDb }) => decibelOf(sqnrDb));
  const [worst, best] = [Math.min(...finite), Math.max(...finite)];
  const show = (origins: readonly number[]) => {
    select({ origins: new Set(origins), source: 'list' });
    showPanel('graph');
  };
  return (
    <section aria-label="Sensitivity of layers">
      <h4 className="text-sm font-semibold">Sensitivity of layers</h4>
      <p className="text-sm text-ink-2">
        SQNR of the outputs when only this layer runs in INT8: the lower, the more it costs. Choose one to see it in the
        graph.
      </p>
      <ol className="mt-1 max-h-72 overflow-y-auto">
        {sensitivities.map(({ names, origins, sqnrDb, workShare }) => {
          const isSelected = origins.some((origin) => selected?.has(origin));
          const name = nameOf(names);
          // The worst fills the row, the best leaves a tenth of it.
          const share = best > worst ? 0.1 + (0.9 * (best - decibelOf(sqnrDb))) / (best - worst) : 1;
          return (
            <li key={name}>
              <button
                type="button"
                aria-pressed={isSelected}
                title={names.join('\n')}
                onClick={() => show(origins)}
                className={classNames(
                  'grid w-full grid-cols-[minmax(0,1fr)_minmax(6rem,1fr)_4.5rem_4.5rem] items-center gap-2 rounded-sm px-1 py-0.5 text-left text-sm hover:bg-surface-3',
                  isSelected && 'bg-accent-soft',
                )}
              >
                <span className="truncate font-mono text-xs" dir="rtl">
                  <bdi>{name}</bdi>
                </span>
                <span className="h-2.5 rounded-xs bg-surface-3">
                  <span
                    className="block h-full rounded-xs bg-(--variant-mixed)"
                    style={{ width: `${(100 * share).toFixed(1)}%` }}
                  />
                </span>
                <span className="text-right tabular-nums">{inDecibels(sqnrDb)}</span>
                <span className="text-right text-ink-2 tabular-nums">{formatPercent(workShare, 1)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

const nameOf = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? '') : `${names[0]} to ${names.at(-1)} (${names.length} layers)`;

/** For bars: noise beyond measure is as bad as 0 dB, none at all as good as 120. */
const decibelOf = (sqnr: Sqnr) => (sqnr === 'identical' ? 120 : sqnr === 'overflow' ? 0 : sqnr);

const inDecibels = (sqnr: Sqnr) => (typeof sqnr === 'number' ? `${sqnr.toFixed(1)} dB` : sqnr);
