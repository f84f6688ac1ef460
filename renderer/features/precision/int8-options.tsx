import type { ReactNode } from 'react';
import { Field, NumberInput } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { usePrecision } from '../../stores/use-stores.tsx';
import { PanelSection } from './panel-section.tsx';

const symmetries = [
  { value: 'asymmetric', label: 'Fit the range' },
  { value: 'symmetric', label: 'Symmetric' },
] as const;

const weightRanges = [
  { value: 'largest', label: 'Largest weight' },
  { value: 'least-squares', label: 'Least error' },
] as const;

/** How INT8 is made of the ranges. What is preset is what does best on most models. */
export function Int8Options() {
  const choices = usePrecision((state) => state.int8);
  const setInt8 = usePrecision((state) => state.setInt8);
  const usesPercentile = usePrecision((state) => state.method === 'percentile');
  return (
    <PanelSection title="INT8 options" about="Each can help one model and hurt another: compare.">
      <div className="flex flex-wrap gap-x-6 gap-y-3">
        {usesPercentile && (
          <Field label="Percentile of magnitudes" className="w-44">
            {(id) => (
              <NumberInput
                id={id}
                value={choices.percentile ?? 99.99}
                min={90}
                max={100}
                decimal
                onChange={(percentile) => setInt8({ percentile })}
              />
            )}
          </Field>
        )}
        <Choice words="Activations of both signs">
          <Segmented
            label="Activations of both signs"
            value={choices.symmetry ?? 'asymmetric'}
            options={symmetries}
            onChange={(symmetry) => setInt8({ symmetry })}
          />
        </Choice>
        <Choice words="Range of a channel's weights">
          <Segmented
            label="Range of a channel's weights"
            value={choices.weightRange ?? 'largest'}
            options={weightRanges}
            onChange={(weightRange) => setInt8({ weightRange })}
          />
        </Choice>
      </div>
      <Switch
        label="Even out channels"
        words="Channels of very different ranges are scaled alike before they share one range."
        isOn={choices.equalize ?? true}
        onChange={(equalize) => setInt8({ equalize })}
      />
      <Switch
        label="Correct biases"
        words="Biases take back what rounding the weights adds on average."
        isOn={choices.biasCorrection ?? true}
        onChange={(biasCorrection) => setInt8({ biasCorrection })}
      />
    </PanelSection>
  );
}

function Choice({ words, children }: { readonly words: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-sm text-ink-2" aria-hidden>
        {words}
      </span>
      {children}
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly words: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Switch({ label, words, isOn, onChange }: SwitchProps) {
  return (
    <label className="flex items-start gap-2">
      <input
        type="checkbox"
        className="mt-1 accent-accent"
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <span className="font-medium">{label}</span> <span className="text-ink-2">{words}</span>
      </span>
    </label>
  );
}
