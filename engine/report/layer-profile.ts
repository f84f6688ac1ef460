import { type MachinePeaks, type PeakType, placeUnderRoof, type RoofPlace } from '../benchmark/roofline.ts';
import type { ProviderName } from '../runtime/session.ts';

/** One kernel of the graph that the runtime executes, with the nodes of the imported graph that it computes. */
export interface KernelTime {
  /** As the runtime names it. */
  readonly name: string;
  readonly opType: string;
  /** As ONNX Runtime names it: 'CPUExecutionProvider'. */
  readonly provider: string;
  /** Median over a few profiled runs, of what it took in one. */
  readonly durationMs: number;
  /** Nodes of the imported graph. Empty for what was inserted between them: changes of layout, copies, conversions. */
  readonly origins: readonly number[];
  /** Those nodes, in the same order, as people know them. */
  readonly nodes: readonly { readonly opType: string; readonly name: string }[];
  /** What it computes on, which decides the roof over it. */
  readonly computeType: PeakType;
  /** Floating-point operations of one run, 2 per multiply-accumulate; absent where unknown. Elementwise work counts none. */
  readonly flops?: number;
  /** Bytes of its inputs, weights and outputs; absent where a shape is unknown. */
  readonly bytes?: number;
}

/** Where the time of one run goes, by the runtime's own profile. Milliseconds. */
export interface LayerProfile {
  /** In order of first execution. */
  readonly kernels: readonly KernelTime[];
  /** All kernels together. */
  readonly kernelMs: number;
  /** Of that, what computes nodes of the model; the rest was inserted between them. */
  readonly layerMs: number;
  /** Median of the profiled runs as wholes. What kernels do not explain was spent between them. */
  readonly runMs: number;
}

/** How the time of a profiled run divides, in fractions of it, and what profiling itself cost. */
export interface TimeBalance {
  readonly layers: number;
  /** Kernels that compute no node of the model: changes of layout, conversions, copies. */
  readonly inserted: number;
  /**
   * Between kernels: dispatch, threads that wait for each other, copies of inputs and outputs. Negative where kernels ran at the
   * same time, so that their times add up to more than the run.
   */
  readonly outside: number;
  /** Profiled run against the timed one, minus 1; absent where none was timed. */
  readonly profilingCost?: number;
}

/** `latencyMs` is the median of the timed runs, without a profile. */
export function balanceOf({ kernelMs, layerMs, runMs }: LayerProfile, latencyMs?: number): TimeBalance {
  return {
    layers: layerMs / runMs,
    inserted: (kernelMs - layerMs) / runMs,
    outside: 1 - kernelMs / runMs,
    ...(latencyMs !== undefined && { profilingCost: runMs / latencyMs - 1 }),
  };
}

/** 'Conv + Relu', in the words of the imported nodes; what does nothing is not worth a word. */
export function typesInWords(nodes: KernelTime['nodes']): string {
  const types = nodes.map(({ opType }) => opType).filter((opType) => opType !== 'Identity');
  return (types.length > 0 ? types : ['Identity']).join(' + ');
}

/** The name of the first node that does something, or ''. */
export const leadingName = (nodes: KernelTime['nodes']): string =>
  (nodes.find(({ opType, name }) => opType !== 'Identity' && name !== '') ?? nodes[0])?.name ?? '';

/** Where a kernel lies under the roof; undefined where its work or the machine's peaks are not known. */
export const placeKernel = (
  { flops, bytes, durationMs, computeType }: KernelTime,
  peaks: MachinePeaks,
): RoofPlace | undefined =>
  flops === undefined || bytes === undefined
    ? undefined
    : placeUnderRoof({ flops, bytes, durationMs, type: computeType }, peaks);

/** A whole model under the roofs of its layers. */
export interface ModelPlace {
  /** Operations per byte of all layers together. */
  readonly intensity: number;
  /** 10^9 operations per second of the timed median. */
  readonly gflops: number;
  /** The time that the machine needs at least for every layer, each under its own roof, as a share of the timed median. */
  readonly share: number;
}

/** Places a model by the kernels whose work is known; undefined where none is, or where the machine's peaks are not known. */
export function placeModel({ kernels }: LayerProfile, latencyMs: number, peaks: MachinePeaks): ModelPlace | undefined {
  let [flops, bytes, leastMs] = [0, 0, 0];
  for (const kernel of kernels) {
    const place = placeKernel(kernel, peaks);
    if (!place) continue;
    flops += kernel.flops ?? 0;
    bytes += kernel.bytes ?? 0;
    leastMs += place.share * kernel.durationMs;
  }
  if (bytes === 0 || !(latencyMs > 0)) return undefined;
  return { intensity: flops / bytes, gflops: flops / latencyMs / 1e6, share: leastMs / latencyMs };
}

/** 'the whole model reaches 92.3 GFLOP/s at 30.1 FLOP/byte, 61 % of what this machine allows' */
export const placeInWords = ({ intensity, gflops, share }: ModelPlace): string =>
  `the whole model reaches ${gflops.toFixed(1)} GFLOP/s at ${intensity.toFixed(1)} FLOP/byte, ${(100 * share).toFixed(0)} % of what this machine allows its layers`;

/** Kernels that another provider than the one asked for ran: mostly the CPU, for want of a kernel. */
export const kernelsElsewhere = ({ kernels }: LayerProfile, provider: ProviderName): readonly KernelTime[] =>
  kernels.filter((kernel) => !kernel.provider.toLowerCase().startsWith(provider));

/** Providers whose launches return before the kernel has run. The runner makes them wait, or a profile would have the launches' times. */
const waitingProviders = /^(CUDA|Tensorrt)/;

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

/** 'layers 82.1 %, conversions and changes of layout 6.0 %, outside layers 11.9 % of a profiled run of 3.21 ms; ...' */
export function balanceInWords(profile: LayerProfile, latencyMs?: number): string {
  const { layers, inserted, outside, profilingCost } = balanceOf(profile, latencyMs);
  const beyond =
    outside < 0
      ? `kernels overlap or their clocks run long by ${percent(-outside)}`
      : `outside layers ${percent(outside)}`;
  const cost =
    profilingCost === undefined || latencyMs === undefined
      ? ''
      : `; against the timed median of ${latencyMs.toFixed(3)} ms the profiled run took ${percent(Math.abs(profilingCost))} ${profilingCost < 0 ? 'less' : 'more'}`;
  const waits = profile.kernels.some(({ provider }) => waitingProviders.test(provider))
    ? '; while profiling, every launch waits for its kernel'
    : '';
  return `layers ${percent(layers)}, conversions and changes of layout ${percent(inserted)}, ${beyond} of a profiled run of ${profile.runMs.toFixed(3)} ms${cost}${waits}`;
}
