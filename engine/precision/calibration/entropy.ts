import type { MagnitudeHistogram } from './histogram.ts';

/**
 * The threshold whose clipped and quantized distribution loses the least information: for every candidate the histogram
 * up to it, with everything beyond added to its last bin, is compared by Kullback-Leibler divergence with itself merged to
 * `levelCount` levels. Zeros would outweigh everything after a ReLU, so bin 0 is taken to be as full as bin 1. Of equally
 * good candidates the largest wins.
 *
 * Written as KL = sum P log P - sum P log Q over prefix sums, a candidate costs `levelCount` steps instead of its length.
 * Source: S. Migacz, "8-bit Inference with TensorRT" (GTC 2017), slides 26 to 38, and NVIDIA's Model Optimizer,
 * modelopt/torch/quantization/calib/histogram.py, `_compute_amax_entropy`.
 */
export function entropyThreshold({ counts, binWidth }: MagnitudeHistogram, levelCount: number): number {
  const bins = withoutPointMasses(counts);
  const sums = new Float64Array(bins.length + 1);
  const logs = new Float64Array(bins.length + 1);
  const filled = new Uint32Array(bins.length + 1);
  for (const [index, count] of bins.entries()) {
    sums[index + 1] = at(sums, index) + count;
    logs[index + 1] = at(logs, index) + xLogX(count);
    filled[index + 1] = at(filled, index) + (count > 0 ? 1 : 0);
  }
  const total = at(sums, bins.length);
  let best = bins.length;
  let leastDivergence = Number.POSITIVE_INFINITY;
  for (let candidate = Math.min(levelCount, bins.length); candidate <= bins.length; candidate++) {
    const divergence = divergenceOf(candidate);
    if (divergence <= leastDivergence + 1e-12) {
      leastDivergence = Math.min(divergence, leastDivergence);
      best = candidate;
    }
  }
  return best * binWidth;

  /** KL divergence of the first `candidate` bins from their merged levels; infinite where mass has no level to go to. */
  function divergenceOf(candidate: number): number {
    const kept = at(sums, candidate);
    const beyond = total - kept;
    const lastCount = at(bins, candidate - 1);
    if (kept === 0 || (beyond > 0 && lastCount === 0)) return Number.POSITIVE_INFINITY;
    const entropyOfReference = at(logs, candidate) - xLogX(lastCount) + xLogX(lastCount + beyond);
    let crossEntropy = 0;
    for (let level = 0; level < levelCount; level++) {
      const begin = Math.ceil((level * candidate) / levelCount);
      const end = Math.ceil(((level + 1) * candidate) / levelCount);
      const mass = at(sums, end) - at(sums, begin);
      if (mass === 0) continue;
      const average = mass / (at(filled, end) - at(filled, begin));
      crossEntropy += (level === levelCount - 1 ? mass + beyond : mass) * Math.log(average);
    }
    return (entropyOfReference - crossEntropy) / total - Math.log(total / kept);
  }
}

/** Neighbours looked at on each side of a bin. */
const REACH = 8;

/**
 * A single value that fills a bin survives any quantization within half a step, but merged with its neighbours it looks like a
 * great loss of information, and so would force the threshold down to where nothing is merged.
 */
function withoutPointMasses(counts: Float64Array): Float64Array {
  const noticeable = counts.reduce((sum, count) => sum + count, 0) / 10_000;
  const smooth = counts.map((count, bin) => {
    if (bin === 0 || count < noticeable) return count;
    const neighbours = counts.subarray(Math.max(1, bin - REACH), bin + REACH + 1);
    const mean = (neighbours.reduce((sum, other) => sum + other, 0) - count) / (neighbours.length - 1);
    return count > 4 * mean ? mean : count;
  });
  smooth[0] = smooth[1] ?? 0;
  return smooth;
}

const xLogX = (value: number): number => (value === 0 ? 0 : value * Math.log(value));

const at = (array: Float64Array | Uint32Array, index: number): number => array[index] ?? 0;
