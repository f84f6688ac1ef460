import { encodeModel } from '../runtime/onnx-model.ts';
import type { HostTensor, ProviderName, SessionFactory } from '../runtime/session.ts';
import { createRandom } from './statistics.ts';

/** The fastest float32 matrix multiplication found on a machine. */
export interface PeakGflops {
  /** 10^9 floating-point operations per second, 2 per multiply-accumulate. */
  readonly gflops: number;
  /** Width of the square matrices it was found with. */
  readonly size: number;
}

export interface PeakOptions {
  readonly provider: ProviderName;
  readonly threads: number;
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
 * Measures what share of the machine a model could use at best: the best of 8 runs of a chain of float32 matrix
 * multiplications, through the same runtime that runs the models. Takes about 2 s; the caller keeps the answer per
 * provider and thread count. One number goes in and one comes out, so no time is spent on copies.
 */
export async function measurePeak(
  { provider, threads }: PeakOptions,
  { factory, signal }: { readonly factory: SessionFactory; readonly signal?: AbortSignal },
): Promise<PeakGflops> {
  let best: PeakGflops = { gflops: 0, size: 0 };
  for (let size = smallestSize; size <= largestSize; size *= 2) {
    const { bytes, flops } = matMulChain(size);
    const session = await factory.open(
      { kind: 'bytes', bytes },
      { provider, threads, graphOptimization: 'all' },
      signal,
    );
    try {
      const options = signal ? { signal } : {};
      await session.time({ scale }, 2, options);
      const fastestMs = Math.min(...(await session.time({ scale }, runCount, options)));
      const gflops = flops / fastestMs / 1e6;
      if (gflops < worthwhileGain * best.gflops) return gflops > best.gflops ? { gflops, size } : best;
      best = { gflops, size };
      if (fastestMs > patienceMs) return best;
    } finally {
      await session.close();
    }
  }
  return best;
}

const scale: HostTensor = { dataType: 'float32', dims: [1], data: new Uint8Array(Float32Array.of(1).buffer) };

/** x = W * scale; x = x W, over and over; y = the greatest element. W keeps the magnitude of what it multiplies. */
function matMulChain(size: number): { readonly bytes: Uint8Array; readonly flops: number } {
  const flopsPerStep = 2 * size ** 3;
  const stepCount = Math.max(1, Math.ceil(flopsPerRun / flopsPerStep));
  const random = createRandom(size);
  const values = Float32Array.from({ length: size * size }, () => (2 * random() - 1) * Math.sqrt(3 / size));
  const steps = Array.from({ length: stepCount }, (_, step) => ({
    opType: 'MatMul',
    inputs: [`x${step}`, 'W'],
    outputs: [`x${step + 1}`],
  }));
  const bytes = encodeModel({
    inputs: [{ name: 'scale', dataType: 'float32', dims: [1] }],
    outputs: [{ name: 'y', dataType: 'float32', dims: [1, 1] }],
    nodes: [
      { opType: 'Mul', inputs: ['W', 'scale'], outputs: ['x0'] },
      ...steps,
      { opType: 'ReduceMax', inputs: [`x${stepCount}`], outputs: ['y'] },
    ],
    constants: [{ name: 'W', dims: [size, size], values }],
  });
  return { bytes, flops: stepCount * flopsPerStep };
}
