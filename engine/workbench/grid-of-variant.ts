import type { GridRequest } from '../api/contract.ts';
import { type GridMeasurement, measureGrid } from '../benchmark/grid.ts';
import { findBestCell, type GridCell, type GridReport, type LatencyBudget } from '../report/grid-report.ts';
import { deviceOf } from '../runtime/device-words.ts';
import type { Machine } from '../runtime/providers.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { targetForProvider } from '../targets/targets.ts';
import type { JobContext } from './job.ts';
import type { LoadedModel } from './load-model.ts';
import { type VariantBuilder, variantLabels } from './variant-builder.ts';

export interface GridServices {
  readonly builder: VariantBuilder;
  readonly factory: SessionFactory;
  readonly machine: Machine;
  readonly job: JobContext;
}

const BUILD_SHARE = 0.2;

/**
 * Builds one variant of a model and measures it over batch sizes and streams; what is measured so far comes as partial results.
 * Errors: those of building; AbortError.
 */
export async function gridOfVariant(
  loaded: LoadedModel,
  request: GridRequest,
  { builder, factory, machine, job }: GridServices,
): Promise<GridReport> {
  const { variant, provider, threads, shapes } = request;
  const built = await builder.build(variant, request.calibration, {
    signal: job.signal,
    target: request.target ?? targetForProvider(provider),
    switches: request,
    shapes,
    onProgress: (progress) => job.progress({ ...progress, fraction: progress.fraction * BUILD_SHARE }),
  });
  const measuredAt = new Date().toISOString();
  const toReport = (cells: readonly GridMeasurement[]): GridReport =>
    toGridReport(cells, {
      model: loaded.name,
      variant,
      conditions: {
        provider,
        device: deviceOf(machine, provider),
        threads,
        onnxruntimeVersion: machine.onnxruntimeVersion,
        measuredAt,
      },
      ...(request.p99Ms !== undefined && { budget: { percentile: 'p99', ms: request.p99Ms } }),
    });
  const done: GridMeasurement[] = [];
  const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
  const cells = await measureGrid(
    ascending(request.batches).map((batch) => ({ batch, source: built.source })),
    { session: { provider, threads, graphOptimization: 'all' }, streams: ascending(request.streams), shapes },
    {
      factory,
      signal: job.signal,
      onCell: (cell, doneCount, totalCount) => {
        done.push(cell);
        job.partial({ kind: 'grid', report: toReport(done) });
        const fraction = BUILD_SHARE + ((1 - BUILD_SHARE) * doneCount) / totalCount;
        job.progress({ stage: `Measuring ${variantLabels[variant]}`, fraction, doneCount, totalCount, unit: 'cells' });
      },
    },
  );
  return toReport(cells);
}

type GridSubject = Pick<GridReport, 'model' | 'variant' | 'conditions'> & { readonly budget?: LatencyBudget };

/** Fewer runs than this say little about a 99th percentile. */
const FEW_RUNS = 100;

export function toGridReport(measured: readonly GridMeasurement[], subject: GridSubject): GridReport {
  const cells = measured.map(({ batch, streams, outcome }): GridCell => {
    if (outcome.status === 'measured') {
      const { status, throughput, latencyMs, runCount } = outcome;
      return { batch, streams, outcome: { status, throughput, latencyMs, runCount } };
    }
    const { code, message } = outcome.error;
    return { batch, streams, outcome: { status: 'failed', code, message } };
  });
  const best = findBestCell(cells, subject.budget);
  const [driven] = measured.flatMap(({ outcome }) => (outcome.status === 'measured' ? [outcome] : []));
  return {
    ...subject,
    conditions: { ...subject.conditions, ...(driven && { backend: driven.backend }) },
    cells,
    ...(best && { best }),
    remarks: [
      ...(driven?.fallback === undefined ? [] : [`The grid was not measured as asked for. ${driven.fallback}`]),
      ...remarksOn(cells, subject.budget, best !== undefined),
    ],
  };
}

function remarksOn(cells: readonly GridCell[], budget: LatencyBudget | undefined, hasBest: boolean): readonly string[] {
  const measured = cells.flatMap(({ outcome }) => (outcome.status === 'measured' ? [outcome] : []));
  const remarks: string[] = [];
  if (budget && measured.length > 0 && !hasBest) {
    const least = Math.min(...measured.map(({ latencyMs }) => latencyMs[budget.percentile]));
    remarks.push(`No cell keeps ${budget.percentile} within ${budget.ms} ms; the least is ${least.toPrecision(3)} ms.`);
  }
  const fewest = Math.min(...measured.map(({ runCount }) => runCount));
  if (fewest < FEW_RUNS) {
    remarks.push(`The slowest cell was timed ${fewest} times: enough for its median and throughput, little for p99.`);
  }
  return remarks;
}
