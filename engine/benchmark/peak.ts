import { WorkbenchError } from '../errors.ts';
import { toFloat16Bits } from '../ir/float16.ts';
import { tensorOfInts, tensorOfNumbers } from '../ir/tensor.ts';
import { encodeModel, type ModelDescription } from '../runtime/onnx-model.ts';
import type { HostTensor, ProviderName, Session, SessionFactory, SessionOptions } from '../runtime/session.ts';
import { otherLoad, readLoad } from './other-load.ts';
import { type ArithmeticPeak, type MachinePeaks, type MemoryPeak, type PeakType, peakTypes } from './roofline.ts';
import { createRandom } from './statistics.ts';

export interface PeakOptions {
  readonly provider: ProviderName;
  readonly threads: number;
}

interface PeakEnvironment {
  readonly factory: SessionFactory;
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: PeakType | 'memory') => void;
  /** Hears of the processor time that each process took, in ms. */
  readonly onOwnLoad?: (processorMs: number) => void;
}

const smallestSize = 512;
const largestSize = 8192;

/** Work of one run, at least; keeps what is not multiplication small beside it. */
const flopsPerRun = 4e9;

const runCount = 8;

/** Larger matrices are tried for as long as they gain this much. */
const worthwhileGain = 1.03;

/** ... and for as long as one run does not take longer than this. */
const patienceMs = 1000;

/**
 * Measures the roofs over everything that a machine runs with a provider and a number of threads: matrix multiplication in each
 * format, and memory. Takes about 10 s; the caller keeps the answer. What a provider does not compute itself is left out.
 */
export async function measurePeaks(
  options: PeakOptions,
  { onProgress, ...rest }: Omit<PeakEnvironment, 'onOwnLoad'>,
): Promise<MachinePeaks> {
  let runnersMs = 0;
  const onOwnLoad = (processorMs: number) => {
    runnersMs += processorMs;
  };
  const environment = { ...rest, onOwnLoad };
  const before = readLoad(0);
  const arithmetic: Partial<Record<PeakType, ArithmeticPeak>> = {};
  for (const type of peakTypes) {
    onProgress?.(type);
    const peak = await unlessRefused(() => measurePeak(type, options, environment));
    if (peak) arithmetic[type] = peak;
  }
  onProgress?.('memory');
  const memory = await unlessRefused(() => measureMemoryPeak(options, environment));
  const others = otherLoad(before, readLoad(runnersMs));
  return {
    arithmetic,
    ...(memory && { memory }),
    ...(others !== undefined && { otherLoad: others }),
    measuredAt: new Date().toISOString(),
  };
}

/** A provider without the operator, or without the memory, has no such peak. */
async function unlessRefused<T>(measure: () => Promise<T>): Promise<T | undefined> {
  try {
    return await measure();
  } catch (error) {
    if (error instanceof WorkbenchError) return undefined;
    throw error;
  }
}

/**
 * Measures what share of the machine a model could use at best: the best of 8 runs of a chain of matrix multiplications, through
 * the same runtime that runs the models. Undefined where the provider converts to another format or leaves the work to another
 * one. One number goes in and one comes out, so no time is spent on copies.
 */
export async function measurePeak(
  type: PeakType,
  options: PeakOptions,
  environment: PeakEnvironment,
): Promise<ArithmeticPeak | undefined> {
  if (!(await computesItself(type, options, environment))) return undefined;
  let best: ArithmeticPeak | undefined;
  for (let size = smallestSize; size <= largestSize; size *= 2) {
    const stepCount = Math.max(1, Math.ceil(flopsPerRun / (2 * size ** 3)));
    const fastestMs = await fastestRun(
      chains[type](size, stepCount),
      { type, warmUpCount: 2, runCount },
      options,
      environment,
    );
    const gflops = (stepCount * 2 * size ** 3) / fastestMs / 1e6;
    if (best && gflops < worthwhileGain * best.gflops) return gflops > best.gflops ? { gflops, size } : best;
    best = { gflops, size };
    if (fastestMs > patienceMs) return best;
  }
  return best;
}

/** Elements of the copied tensor: 256 MiB of float32. */
const copiedCount = 2 ** 26;
const copyCount = 4;
const copyRunCount = 4;

/** Measures how fast memory is read and written: the best of 4 runs of a chain of elementwise operations on a large tensor. */
export async function measureMemoryPeak(options: PeakOptions, environment: PeakEnvironment): Promise<MemoryPeak> {
  const model = copyChain(copiedCount, copyCount);
  const fastestMs = await fastestRun(
    model,
    { type: 'float32', warmUpCount: 1, runCount: copyRunCount },
    options,
    environment,
  );
  const bytes = 4 * copiedCount;
  // Written once to begin with, then read and written each time.
  return { gigabytesPerSecond: ((1 + 2 * copyCount) * bytes) / fastestMs / 1e6, bytes };
}

interface Runs {
  readonly type: PeakType;
  readonly warmUpCount: number;
  readonly runCount: number;
}

const fastestRun = (
  model: ModelDescription,
  { type, warmUpCount, runCount: count }: Runs,
  options: PeakOptions,
  environment: PeakEnvironment,
): Promise<number> =>
  withSession(model, options, environment, async (session, { signal }) => {
    const feeds = { scale: scaleOf(type) };
    await session.time(feeds, warmUpCount, { signal });
    return Math.min(...(await session.time(feeds, count, { signal })));
  });

/** Whether the provider multiplies in this format: it neither casts nor hands over. */
const computesItself = (type: PeakType, options: PeakOptions, environment: PeakEnvironment): Promise<boolean> =>
  withSession(
    chains[type](smallestSize, 2),
    { ...options, profile: true },
    environment,
    async (session, { signal }) => {
      await session.time({ scale: scaleOf(type) }, 1, { signal });
      const kernels = await session.endProfile();
      const products = kernels.filter(({ opType }) => opType.includes('MatMul') || opType.includes('Gemm'));
      return (
        products.length > 0 &&
        products.every((kernel) => kernel.provider.toLowerCase().startsWith(options.provider)) &&
        kernels.every(({ opType }) => opType !== 'Cast')
      );
    },
  );

/** Opens a model for some work; what its process did is noted as Lathe's own load. */
async function withSession<T>(
  model: ModelDescription,
  options: Pick<SessionOptions, 'provider' | 'threads' | 'profile'>,
  { factory, signal = neverAborted, onOwnLoad }: PeakEnvironment,
  work: (session: Session, options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const source = { kind: 'bytes', bytes: encodeModel(model) } as const;
  const session = await factory.open(source, { ...options, graphOptimization: 'all' }, signal);
  try {
    const result = await work(session, { signal });
    onOwnLoad?.((await session.memory()).processorMs ?? 0);
    return result;
  } finally {
    await session.close();
  }
}

const neverAborted = new AbortController().signal;

const scaleOf = (type: PeakType): HostTensor =>
  type === 'float16'
    ? { dataType: 'float16', dims: [1], data: new Uint8Array(toFloat16Bits([1]).buffer) }
    : { dataType: 'float32', dims: [1], data: new Uint8Array(Float32Array.of(1).buffer) };

/** Chains of multiplications of square matrices, which end in one number. */
const chains: Readonly<Record<PeakType, (size: number, stepCount: number) => ModelDescription>> = {
  float32: (size, stepCount) => floatChain('float32', size, stepCount),
  float16: (size, stepCount) => floatChain('float16', size, stepCount),
  int8: integerChain,
};

/** x = W * scale; x = x W, over and over; y = the greatest element. W keeps the magnitude of what it multiplies. */
function floatChain(dataType: 'float32' | 'float16', size: number, stepCount: number): ModelDescription {
  const random = createRandom(size);
  const values = Float32Array.from({ length: size * size }, () => (2 * random() - 1) * Math.sqrt(3 / size));
  return {
    inputs: [{ name: 'scale', dataType, dims: [1] }],
    outputs: [{ name: 'y', dataType, dims: [1, 1] }],
    nodes: [
      { opType: 'Mul', inputs: ['W', 'scale'], outputs: ['x0'] },
      ...stepsOf(stepCount, (input, output) => ({ opType: 'MatMul', inputs: [input, 'W'], outputs: [output] })),
      { opType: 'ReduceMax', inputs: [`x${stepCount}`], outputs: ['y'] },
    ],
    constants: [{ name: 'W', tensor: tensorOfNumbers(dataType, [size, size], values) }],
  };
}

/** The same on uint8 activations and int8 weights, scaled back to uint8 after each step. */
function integerChain(size: number, stepCount: number): ModelDescription {
  const random = createRandom(size);
  const weights = Int8Array.from({ length: size * size }, () => Math.floor(255 * random()) - 127);
  const floats = Float32Array.from({ length: size * size }, random);
  return {
    inputs: [{ name: 'scale', dataType: 'float32', dims: [1] }],
    outputs: [{ name: 'y', dataType: 'uint8', dims: [1, size] }],
    nodes: [
      { opType: 'Mul', inputs: ['A', 'scale'], outputs: ['a'] },
      { opType: 'QuantizeLinear', inputs: ['a', 'fine', 'middle'], outputs: ['x0'] },
      ...stepsOf(stepCount, (input, output) => ({
        opType: 'QLinearMatMul',
        inputs: [input, 'fine', 'middle', 'W', 'fine', 'zero', 'coarse', 'middle'],
        outputs: [output],
      })),
      { opType: 'Gather', inputs: [`x${stepCount}`, 'first'], outputs: ['y'] },
    ],
    constants: [
      { name: 'A', tensor: tensorOfNumbers('float32', [size, size], floats) },
      { name: 'W', tensor: tensorOfNumbers('int8', [size, size], weights) },
      { name: 'fine', tensor: tensorOfNumbers('float32', [], [1 / 128]) },
      // Sums of `size` products scatter with its square root.
      { name: 'coarse', tensor: tensorOfNumbers('float32', [], [Math.sqrt(size) / 128]) },
      { name: 'middle', tensor: tensorOfNumbers('uint8', [], [128]) },
      { name: 'zero', tensor: tensorOfNumbers('int8', [], [0]) },
      { name: 'first', tensor: tensorOfInts([0]) },
    ],
  };
}

/** A large tensor of ones, negated over and over; y = one element of it. */
function copyChain(elementCount: number, stepCount: number): ModelDescription {
  return {
    inputs: [{ name: 'scale', dataType: 'float32', dims: [1] }],
    outputs: [{ name: 'y', dataType: 'float32', dims: [1] }],
    nodes: [
      { opType: 'Expand', inputs: ['scale', 'shape'], outputs: ['x0'] },
      ...stepsOf(stepCount, (input, output) => ({ opType: 'Neg', inputs: [input], outputs: [output] })),
      { opType: 'Gather', inputs: [`x${stepCount}`, 'first'], outputs: ['y'] },
    ],
    constants: [
      { name: 'shape', tensor: tensorOfInts([elementCount]) },
      { name: 'first', tensor: tensorOfInts([0]) },
    ],
  };
}

const stepsOf = (
  count: number,
  step: (input: string, output: string) => ModelDescription['nodes'][number],
): ModelDescription['nodes'] => Array.from({ length: count }, (_, index) => step(`x${index}`, `x${index + 1}`));
