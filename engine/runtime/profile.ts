import type { LayerTime } from './session.ts';

interface ProfileEvent {
  readonly category: string;
  readonly name: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly opType: string;
  readonly provider: string;
}

const kernelSuffix = '_kernel_time';

/**
 * Per-node times of the profile that ONNX Runtime writes, in order of first execution.
 * A node's time is the median over the profiled runs of what it took in one run, so a slow first run does not show; a node
 * inside a loop counts once per run with all its iterations. An If, Loop or Scan contains the times of its body's nodes.
 * Source: the Chrome trace events of onnxruntime/core/common/profiler.cc, release 1.29.
 */
export function parseProfile(json: string): readonly LayerTime[] {
  const events = eventsOf(JSON.parse(json));
  const runs = events.filter((event) => event.name === 'model_run').sort((a, b) => a.startUs - b.startUs);
  const nodes = new Map<string, { readonly first: ProfileEvent; readonly usByRun: Map<number, number> }>();
  for (const event of events.filter(isKernel).sort((a, b) => a.startUs - b.startUs)) {
    const run = lastStartedBefore(runs, event.startUs);
    const node = nodes.get(event.name) ?? { first: event, usByRun: new Map<number, number>() };
    node.usByRun.set(run, (node.usByRun.get(run) ?? 0) + event.durationUs);
    nodes.set(event.name, node);
  }
  return [...nodes.values()].map(({ first, usByRun }) => ({
    name: first.name.slice(0, -kernelSuffix.length),
    opType: first.opType,
    provider: first.provider,
    durationMs: medianOf([...usByRun.values()]) / 1000,
  }));
}

const isKernel = (event: ProfileEvent): boolean => event.category === 'Node' && event.name.endsWith(kernelSuffix);

/** Index of the run that was under way at `startUs`. Runs do not overlap: a session serves one at a time. */
function lastStartedBefore(runs: readonly ProfileEvent[], startUs: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs[middle]?.startUs ?? 0) <= startUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function eventsOf(parsed: unknown): ProfileEvent[] {
  if (!Array.isArray(parsed)) throw new Error('The profile is not a list of events');
  return parsed.filter(isRecord).map((event) => {
    const args = isRecord(event.args) ? event.args : {};
    return {
      category: textOf(event.cat),
      name: textOf(event.name),
      startUs: numberOf(event.ts),
      durationUs: numberOf(event.dur),
      opType: textOf(args.op_name),
      provider: textOf(args.provider),
    };
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
