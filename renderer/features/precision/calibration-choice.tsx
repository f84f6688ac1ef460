import { TriangleAlert } from 'lucide-react';
import { Field } from '../../components/field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Select } from '../../components/select.tsx';
import { type CalibrationSource, emptyData } from '../../stores/precision-store.ts';
import { usePrecision } from '../../stores/use-stores.tsx';
import { methodLabels } from '../../text/labels.ts';
import { DataSourceEditor } from './data-source-editor.tsx';
import { PanelSection } from './panel-section.tsx';
import { PathRow } from './path-row.tsx';

const sources: readonly { readonly value: CalibrationSource['kind']; readonly label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'data', label: 'Data' },
  { value: 'random', label: 'Random (speed only)' },
  { value: 'cache', label: 'TensorRT cache' },
];

const methods = (['auto', 'entropy', 'percentile', 'mse', 'min-max', 'moving-average'] as const).map((value) => ({
  value,
  label: methodLabels[value].label,
  note: methodLabels[value].words,
}));

export function CalibrationChoice() {
  const calibration = usePrecision((state) => state.calibration);
  const setCalibration = usePrecision((state) => state.setCalibration);
  const method = usePrecision((state) => state.method);
  const setMethod = usePrecision((state) => state.setMethod);
  const choose = (kind: CalibrationSource['kind']) =>
    setCalibration(kind === 'data' ? { kind, data: emptyData } : kind === 'cache' ? { kind, path: '' } : { kind });
  return (
    <PanelSection
      title="Calibration"
      about="Typical inputs that give every tensor its INT8 range, and show what leaves that of FP16; not the data that judges the result."
      action={<Segmented label="Calibration data" value={calibration.kind} options={sources} onChange={choose} />}
    >
      {calibration.kind === 'data' && (
        <DataSourceEditor value={calibration.data} onChange={(data) => setCalibration({ kind: 'data', data })} />
      )}
      {calibration.kind === 'random' && (
        <p className="flex gap-2 rounded-md border border-warn/40 bg-warn-soft px-3 py-2">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
          Not valid for accuracy: ranges learned from random numbers fit no real input. Latency, memory and size are
          measured as usual, and every result says so.
        </p>
      )}
      {calibration.kind === 'cache' && (
        <Field
          label="Calibration cache"
          hint="The text file that a calibrator of TensorRT 10 or older wrote for this model. It states the ranges itself."
        >
          {(id) => (
            <PathRow
              id={id}
              value={calibration.path}
              onChange={(path) => setCalibration({ kind: 'cache', path })}
              choices={[{ purpose: 'data', label: 'File…' }]}
            />
          )}
        </Field>
      )}
      {(calibration.kind === 'data' || calibration.kind === 'random') && (
        <Field label="Method">
          {(id) => (
            <div className="flex items-center gap-3">
              <Select
                id={id}
                label="Method"
                value={method}
                options={methods}
                onChange={setMethod}
                className="w-40 shrink-0"
              />
              <span className="text-sm text-ink-3">{methodLabels[method].words}</span>
            </div>
          )}
        </Field>
      )}
    </PanelSection>
  );
}
