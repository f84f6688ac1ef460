import type { LayerTime } from './session.ts';

interface ProfileEvent {
  readonly category: string;
  readonly name: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly opType: string;
  readonly provider: string;
}

type TimesByRun = Map<number, number>;

const kernelSuffix = '_kernel_time';

/**
 * Per-node times of the profile that ONNX Runtime writes, in order of first execution.
 * A node's time is the median over the profiled runs of what it took in one run, so a slow first run does not show; a node
 * inside a loop counts once per run with all its iterations. An If, Loop or Scan contains the times of its body's nodes.
 * Where WebGPU timed a node on the device, that counts, not the call that queued it.
 * Source: the Chrome trace events of onnxruntime/core/common/profiler.cc and core/providers/webgpu/webgpu_context.cc, release 1.29.
 */
export function parseProfile(json: string): readonly LayerTime[] {
  const events = eventsOf(JSON.parse(json));
  const runs = events.filter((event) => event.name === 'model_run').sort((a, b) => a.startUs - b.startUs);
  const nodes = new Map<string, { readonly first: ProfileEvent; readonly usByRun: TimesByRun }>();
  for (const event of events.filter(isKernel).sort((a, b) => a.startUs - b.startUs)) {
    const node = nodes.get(event.name) ?? { first: event, usByRun: new Map<number, number>() };
    addTo(node.usByRun, runs, event);
    nodes.set(event.name, node);
  }
  const onDevice = deviceTimes(events, runs);
  return [...nodes.values()].map(({ first, usByRun }) => {
    const name = first.name.slice(0, -kernelSuffix.length);
    const times = onDevice.get(name) ?? usByRun;
    return {
      name,
      opType: first.opType,
      provider: first.provider,
      durationMs: medianOf([...times.values()]) / 1000,
    };
  });
}

/** Times that WebGPU took on the device, by node and run. It names them 'node&operator&program'; a node may take several programs. */
function deviceTimes(events: readonly ProfileEvent[], runs: readonly ProfileEvent[]): ReadonlyMap<string, TimesByRun> {
  const times = new Map<string, TimesByRun>();
  for (const event of events) {
    const parts = event.name.split('&');
    if (event.category !== 'Api' || parts.length < 3) continue;
    const node = parts.slice(0, -2).join('&');
    const usByRun = times.get(node) ?? new Map<number, number>();
    addTo(usByRun, runs, event);
    times.set(node, usByRun);
  }
  return times;
}

function addTo(usByRun: TimesByRun, runs: readonly ProfileEvent[], { startUs, durationUs }: ProfileEvent): void {
  const run = lastStartedBefore(runs, startUs);
  usByRun.set(run, (usByRun.get(run) ?? 0) + durationUs);
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
