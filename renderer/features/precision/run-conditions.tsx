import type { AppInfo, TargetName } from '../../../engine/api/contract.ts';
import { Field, NumberInput } from '../../components/field.tsx';
import { Select, type SelectOption } from '../../components/select.tsx';
import { findOpenSizes } from '../../stores/input-shapes.ts';
import { type Provider, providers } from '../../stores/precision-store.ts';
import { useModel, usePrecision } from '../../stores/use-stores.tsx';
import { targetLabels } from '../../text/labels.ts';
import { PanelSection } from './panel-section.tsx';
import { SizeFields } from './size-fields.tsx';

/** Device and repetitions: what every figure of the comparison will name. */
export function RunConditions() {
  const run = usePrecision((state) => state.run);
  const setRun = usePrecision((state) => state.setRun);
  const info = useModel((state) => state.info);
  const target = useModel((state) => state.target);
  const options = toProviderOptions(info?.providers ?? []);
  const chosen = options.find(({ value }) => value === run.provider);
  return (
    <PanelSection title="Run" about="How every variant is measured, interleaved with the original.">
      <Field label="Provider" hint={mismatch(target, run.provider) ?? chosen?.note}>
        {(id) => (
          <Select
            id={id}
            label="Provider"
            value={run.provider}
            options={options}
            onChange={(provider) => setRun({ provider })}
          />
        )}
      </Field>
      <div className="grid grid-cols-3 gap-3">
        <RunFields />
      </div>
      <OpenSizes />
      <p className="text-sm text-ink-3">
        Threads 0 leaves the number to ONNX Runtime. Runs are per variant, after warm-up; more are added until they took
        3 seconds.
      </p>
    </PanelSection>
  );
}

/** Threads, batch and runs: three fields for a row. */
export function RunFields() {
  const run = usePrecision((state) => state.run);
  const setRun = usePrecision((state) => state.setRun);
  return (
    <>
      <Field label="Threads">
        {(id) => (
          <NumberInput
            id={id}
            value={run.threads}
            min={0}
            max={1024}
            onChange={(threads) => setRun({ threads: threads ?? 0 })}
          />
        )}
      </Field>
      <Field label="Batch">
        {(id) => (
          <NumberInput
            id={id}
            value={run.batch}
            min={1}
            max={4096}
            onChange={(batch) => setRun({ batch: batch ?? 1 })}
          />
        )}
      </Field>
      <Field label="Runs">
        {(id) => (
          <NumberInput
            id={id}
            value={run.runCount}
            min={30}
            max={100_000}
            onChange={(runCount) => setRun({ runCount: runCount ?? 30 })}
          />
        )}
      </Field>
    </>
  );
}

/** Nothing where the model fixes every size but the batch. */
function OpenSizes() {
  const inputs = usePrecision((state) => state.inputs);
  const sizes = usePrecision((state) => state.sizes);
  const setSize = usePrecision((state) => state.setSize);
  const names = findOpenSizes(inputs);
  if (names.length === 0) return null;
  return (
    <div>
      <p className="mb-1.5 text-sm text-ink-2">The model leaves these sizes open, and latency depends on them.</p>
      <SizeFields names={names} sizes={sizes} setSize={setSize} />
    </div>
  );
}

function toProviderOptions(views: AppInfo['providers']): readonly SelectOption<Provider>[] {
  return providers.flatMap((value) => {
    const view = views.find(({ name }) => name === value);
    return view === undefined ? [] : [{ value, label: view.label, note: view.note, disabled: !view.available }];
  });
}

const targetProviders: Readonly<Partial<Record<TargetName, Provider>>> = {
  'onnxruntime-cpu': 'cpu',
  'onnxruntime-cuda': 'cuda',
  'onnxruntime-webgpu': 'webgpu',
  tensorrt: 'tensorrt',
};

/** Layers are fused for the target; measuring elsewhere is allowed and said. */
function mismatch(target: TargetName, provider: Provider): string | undefined {
  const expected = targetProviders[target];
  if (expected === undefined || expected === provider) return undefined;
  return `Layers are fused for ${targetLabels[target].label}, but this measures another provider.`;
}
