import { X } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import type { Stores } from '../../stores/create-stores.ts';
import { isUnderWay } from '../../stores/followed-job.ts';
import { useModel, useStores, useView } from '../../stores/use-stores.tsx';
import { compare } from './commands.ts';

interface Step {
  readonly title: string;
  readonly words: string;
  /** What the button does, on whatever model is open. */
  readonly label: string;
  readonly act: (stores: Stores) => void;
}

const steps: readonly Step[] = [
  {
    title: 'Open a model',
    words: 'Drop one anywhere, or take the sample: a small Inception with its own labelled images.',
    label: 'Open the sample',
    act: ({ model }) => {
      const [sample] = model.getState().samples;
      if (sample !== undefined)
        void model.getState().open({ kind: 'sample', sampleId: sample.id, title: sample.title });
    },
  },
  {
    title: 'See what becomes of it',
    words: 'Both graphs side by side: what was fused, why, and why not. Click a box to find it in the other one.',
    label: 'Show the graph',
    act: ({ view }) => view.getState().showPanel('graph'),
  },
  {
    title: 'Choose a precision',
    words: 'FP16, INT8 and others, with the data that INT8 is calibrated on. The sample brings its own.',
    label: 'Show the precisions',
    act: ({ view }) => view.getState().showPanel('precision'),
  },
  {
    title: 'Measure and export',
    words:
      'Every variant is built and measured on this machine: speed, accuracy, memory. Then export the one you want.',
    label: 'Build and compare',
    act: (stores) => {
      if (!isUnderWay(stores.benchmark.getState().job)) compare(stores);
    },
  },
];

/** Four steps over the sample at the first start; the button of each does what it says. */
export function Tour() {
  const stores = useStores();
  const asked = useView((state) => state.tourStep);
  const show = useView((state) => state.showTour);
  const hasModel = useModel((state) => state.model !== undefined);
  // The first step is done however the model was opened.
  const first = hasModel ? 1 : 0;
  const at = asked === undefined ? undefined : Math.max(asked, first);
  const step = at === undefined ? undefined : steps[at];
  if (at === undefined || step === undefined) return null;
  const act = () => {
    step.act(stores);
    show(at + 1 < steps.length ? at + 1 : undefined);
  };
  return (
    <aside
      aria-label="Tour"
      className="fixed bottom-4 left-4 z-30 w-80 max-w-[calc(100vw-2rem)] rounded-lg border border-accent bg-surface-2 p-3 shadow-float print:hidden"
    >
      <div className="flex items-start justify-between gap-2">
        <h2 className="font-semibold">{step.title}</h2>
        <IconButton label="End the tour" onClick={() => show(undefined)}>
          <X />
        </IconButton>
      </div>
      <p className="mt-0.5 text-ink-2">{step.words}</p>
      <div className="mt-2.5 flex items-center justify-between gap-2">
        <span className="text-sm text-ink-2 tabular-nums">
          Step {at + 1} of {steps.length}
        </span>
        <span className="flex gap-2">
          {at > first && <Button onClick={() => show(at - 1)}>Back</Button>}
          <Button weight="primary" disabled={at > 0 && !hasModel} onClick={act}>
            {step.label}
          </Button>
        </span>
      </div>
    </aside>
  );
}
