import { Field, NumberInput } from '../../components/field.tsx';
import { usePrecision } from '../../stores/use-stores.tsx';
import { PanelSection } from './panel-section.tsx';

/** The goal of a mixed precision. */
export function MixedChoice() {
  const maxDrop = usePrecision((state) => state.maxDrop);
  const setMaxDrop = usePrecision((state) => state.setMaxDrop);
  const hasData = usePrecision((state) => state.evaluation !== undefined);
  return (
    <PanelSection
      title="Mixed precision"
      about={
        hasData
          ? 'Reverts the most sensitive layers to FP32 until the evaluation data allows it: top-1 where it has labels, agreement where not.'
          : 'Without evaluation data, plans are judged by their agreement with the original on the calibration data.'
      }
    >
      <Field label="May lose, in percentage points" className="w-56">
        {(id) => (
          <NumberInput
            id={id}
            value={maxDrop}
            min={0}
            max={100}
            decimal
            onChange={(points) => setMaxDrop(points ?? 0)}
          />
        )}
      </Field>
    </PanelSection>
  );
}
