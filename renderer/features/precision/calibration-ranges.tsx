import { Failure } from '../../components/failure.tsx';
import { useCalibration, useModel, useStores } from '../../stores/use-stores.tsx';
import { formatInteger } from '../../text/format.ts';
import { PanelSection } from './panel-section.tsx';
import { RangeChart } from './range-chart.tsx';
import { RangeList } from './range-list.tsx';

const about =
  'What every tensor held on the calibration data, and the range of 8-bit integers that each method would give it. Counts are logarithmic.';

/** What the newest calibration saw, one tensor at a time; nothing before the first. */
export function CalibrationRanges() {
  const { calibration: store } = useStores();
  const shown = useCalibration((state) => state.shown);
  const modelId = useModel((state) => state.model?.modelId);
  if (shown.status === 'none' || modelId === undefined) return null;
  if (shown.status === 'failed') return <Failure error={shown.error} doing="The calibration is not shown" />;
  const { calibration, selected, tensor } = shown;
  return (
    <PanelSection
      title="Calibrated ranges"
      about={about}
      action={
        <p className="text-sm text-ink-2">
          {calibration.description} · {formatInteger(calibration.tensors.length)} tensors
        </p>
      }
    >
      {calibration.basis === 'random' && (
        <p className="rounded-md border border-warn/40 bg-warn-soft px-3 py-2">
          Not valid for accuracy: these are the ranges of random inputs.
        </p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.7fr)] gap-3 max-lg:grid-cols-1">
        <RangeList
          tensors={calibration.tensors}
          selected={selected}
          onSelect={(name) => void store.getState().select(modelId, name)}
        />
        <RangeChart name={selected} tensor={tensor} />
      </div>
    </PanelSection>
  );
}
