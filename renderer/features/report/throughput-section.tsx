import { Grid3x3, X } from 'lucide-react';
import { useState } from 'react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import type { GridReport } from '../../../engine/report/grid-report.ts';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Field, NumberInput, TextInput } from '../../components/field.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Select } from '../../components/select.tsx';
import { useWidth } from '../../components/use-width.ts';
import { isUnderWay } from '../../stores/followed-job.ts';
import { calibrationFor, toInputShapes } from '../../stores/precision-store.ts';
import { toWireSwitches } from '../../stores/rewrite-switches.ts';
import { useGrid, useStores } from '../../stores/use-stores.tsx';
import { formatDate } from '../../text/format.ts';
import { variantLabels } from '../../text/labels.ts';
import { parseCounts } from './parse-counts.ts';
import { HeatMapTable, ThroughputCurve } from './throughput-charts.tsx';

const variants = ['original', 'fp32', 'fp16', 'int8'] as const;

/** How throughput grows with the batch and with sessions beside each other, and what it costs in latency. */
export function ThroughputSection({ model }: { readonly model: ModelSummary }) {
  const { precision, rewrite } = useStores();
  const job = useGrid((state) => state.job);
  const report = useGrid((state) => state.report);
  const start = useGrid((state) => state.start);
  const cancel = useGrid((state) => state.cancel);
  const [variant, setVariant] = useState<(typeof variants)[number]>('original');
  const [batchText, setBatchText] = useState('1 2 4 8');
  const [streamText, setStreamText] = useState('1 2');
  const [p99Ms, setP99Ms] = useState<number>();
  const batches = parseCounts(batchText, 4096);
  const streams = parseCounts(streamText, 64);
  const busy = isUnderWay(job);
  const measure = () => {
    if (batches === undefined || streams === undefined) return;
    const choices = precision.getState();
    const calibration = calibrationFor([variant], choices);
    const { provider, threads } = choices.run;
    void start({
      modelId: model.modelId,
      variant,
      provider,
      threads,
      batches: [...batches],
      streams: [...streams],
      shapes: toInputShapes(choices),
      ...toWireSwitches(rewrite.getState().switches),
      ...(p99Ms !== undefined && { p99Ms }),
      ...(calibration && { calibration }),
    });
  };
  return (
    <section aria-label="Throughput" className="rounded-lg border border-line bg-surface-2 p-3">
      <h2 className="font-semibold">Throughput by batch and streams</h2>
      <p className="text-sm text-ink-2">
        Every batch size with every number of sessions that run at the same time, each in a process of its own.
      </p>
      <div className="mt-2 flex flex-wrap items-end gap-3 print:hidden">
        <Field label="Variant">
          {(id) => (
            <Select
              id={id}
              label="Variant to measure"
              value={variant}
              options={variants.map((value) => ({ value, label: variantLabels[value] }))}
              onChange={setVariant}
              className="w-32"
            />
          )}
        </Field>
        <Field label="Batch sizes">
          {(id) => (
            <TextInput
              id={id}
              value={batchText}
              aria-invalid={batches === undefined}
              onChange={(event) => setBatchText(event.target.value)}
            />
          )}
        </Field>
        <Field label="Streams">
          {(id) => (
            <TextInput
              id={id}
              value={streamText}
              aria-invalid={streams === undefined}
              onChange={(event) => setStreamText(event.target.value)}
            />
          )}
        </Field>
        <Field label="p99 at most, ms">
          {(id) => (
            <NumberInput id={id} value={p99Ms} min={1} max={1_000_000} optional placeholder="any" onChange={setP99Ms} />
          )}
        </Field>
        {busy ? (
          <Button disabled={job.status !== 'running'} onClick={() => void cancel()}>
            <X aria-hidden />
            Stop measuring
          </Button>
        ) : (
          <Button disabled={batches === undefined || streams === undefined} onClick={measure}>
            <Grid3x3 aria-hidden />
            Measure throughput
          </Button>
        )}
      </div>
      {(batches === undefined || streams === undefined) && (
        <p role="alert" className="mt-1 text-sm text-bad">
          Whole numbers with spaces or commas between them, at most 16: batches up to 4096, streams up to 64.
        </p>
      )}
      {job.status === 'running' && (
        <div className="mt-2">
          <p role="status" className="mb-1 text-sm text-ink-2">
            {job.progress?.stage ?? 'Preparing'}
          </p>
          <ProgressBar label="Progress of the throughput measurement" fraction={job.progress?.fraction} />
        </div>
      )}
      {job.status === 'failed' && (
        <div className="mt-2">
          <Failure error={job.error} doing="Throughput was not measured" />
        </div>
      )}
      {report !== undefined && report.cells.length > 0 && <Charts report={report} />}
    </section>
  );
}

function Charts({ report }: { readonly report: GridReport }) {
  const [box, width] = useWidth(480);
  const { provider, device, threads, onnxruntimeVersion, measuredAt } = report.conditions;
  return (
    <>
      <div className="mt-3 grid grid-cols-[repeat(auto-fit,minmax(min(100%,22rem),1fr))] gap-4">
        <HeatMapTable report={report} />
        <div ref={box} className="min-w-0">
          <ThroughputCurve report={report} width={width} />
        </div>
      </div>
      {report.remarks.map((remark) => (
        <p key={remark} className="mt-1 text-sm text-ink-2">
          {remark}
        </p>
      ))}
      <p className="mt-1.5 text-xs text-ink-3">
        {variantLabels[report.variant]} · {provider} on {device} · {threads} {threads === 1 ? 'thread' : 'threads'} ·
        ONNX Runtime {onnxruntimeVersion} · {formatDate(measuredAt)}
      </p>
    </>
  );
}
