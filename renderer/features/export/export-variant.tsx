import { CircleCheck, Download, FolderOpen, X } from 'lucide-react';
import type { CalibrationSpec, ModelSummary } from '../../../engine/api/contract.ts';
import { assertNever } from '../../../engine/errors.ts';
import type { VariantKind } from '../../../engine/report/report.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { isUnderWay } from '../../stores/followed-job.ts';
import {
  calibrationFor,
  isCalibrated,
  needsCalibration,
  toInputShapes,
  toMixedSpec,
} from '../../stores/precision-store.ts';
import { useExports, useModel, usePrecision, useStores } from '../../stores/use-stores.tsx';
import { formatBytes } from '../../text/format.ts';
import { variantLabels } from '../../text/labels.ts';

interface ExportButtonProps {
  readonly variant: VariantKind;
  readonly model: ModelSummary;
  /** What the variant on screen was calibrated with; by default what is chosen under Precision. */
  readonly calibration?: CalibrationSpec | undefined;
  readonly form?: 'text' | 'icon';
}

/** One click: asks where to in the window, downloads in the browser. Builds the variant first where need be. */
export function ExportButton({ variant, model, calibration: measured, form = 'text' }: ExportButtonProps) {
  const { exports, rewrite, precision } = useStores();
  const host = useModel((state) => state.info?.host ?? 'browser');
  const running = useExports((state) => isUnderWay(state.exports[variant]));
  const ready = usePrecision((state) => !needsCalibration([variant]) || measured !== undefined || isCalibrated(state));
  const start = () => {
    const choices = precision.getState();
    const calibration = measured ?? calibrationFor([variant], choices);
    const { provider, threads, batch } = choices.run;
    void exports.getState().start({
      model,
      variant,
      calibration,
      mixed: variant === 'mixed' ? toMixedSpec(choices) : undefined,
      provider,
      threads,
      batch,
      switches: rewrite.getState().switches,
      shapes: toInputShapes(choices),
      host,
    });
  };
  const words = host === 'window' ? `Export ${variantLabels[variant]}…` : `Download ${variantLabels[variant]}`;
  if (form === 'icon') {
    return (
      <IconButton label={words} disabled={running || !ready} onClick={start}>
        <Download />
      </IconButton>
    );
  }
  return (
    <Button
      disabled={running || !ready}
      title={ready ? undefined : `${variantLabels[variant]} needs calibration data first`}
      onClick={start}
      className="self-start"
    >
      <Download aria-hidden />
      {words}
    </Button>
  );
}

/** How the newest export of a variant goes or went; nothing before the first. */
export function ExportOutcome({ variant }: { readonly variant: VariantKind }) {
  const { notifications } = useStores();
  const state = useExports(({ exports }) => exports[variant]);
  const cancel = useExports((store) => store.cancel);
  const dismiss = useExports((store) => store.dismiss);
  const showInFolder = useExports((store) => store.showInFolder);
  if (state === undefined) return null;
  switch (state.status) {
    case 'starting':
    case 'running':
      return (
        <div className="flex items-center gap-2">
          <div role="status" className="flex min-w-0 flex-1 flex-col gap-1">
            <p className="text-sm text-ink-2">{state.status === 'starting' ? 'Starting' : state.stage}</p>
            <ProgressBar
              label={`Exporting ${variantLabels[variant]}`}
              fraction={state.status === 'starting' ? undefined : state.fraction}
            />
          </div>
          <IconButton label={`Cancel exporting ${variantLabels[variant]}`} onClick={() => void cancel(variant)}>
            <X />
          </IconButton>
        </div>
      );
    case 'failed':
      return <Failure error={state.error} doing="Nothing was written" onDismiss={() => dismiss(variant)} />;
    case 'done': {
      const { fileName, path, sizeBytes } = state.result;
      const show = async (written: string) => {
        const shown = await showInFolder(written);
        if (!shown.ok) {
          notifications.getState().notify({ tone: 'bad', title: 'The folder could not be shown', error: shown.error });
        }
      };
      return (
        <div role="status" className="flex min-w-0 items-start gap-2">
          <CircleCheck className="mt-1 size-4 shrink-0 text-good" aria-hidden />
          <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            <p className="min-w-0 py-0.5 wrap-anywhere" title={path}>
              {path === undefined ? 'Downloaded' : 'Wrote'} <span className="font-medium">{fileName}</span>,{' '}
              <span className="whitespace-nowrap tabular-nums">{formatBytes(sizeBytes)}</span>
            </p>
            {path !== undefined && (
              <Button onClick={() => void show(path)}>
                <FolderOpen aria-hidden />
                Show in folder
              </Button>
            )}
          </div>
          <IconButton label="Dismiss" onClick={() => dismiss(variant)}>
            <X />
          </IconButton>
        </div>
      );
    }
    default:
      return assertNever(state);
  }
}
