import { assertNever, invariant } from '../errors.ts';
import { float16ValueOf } from '../ir/float16.ts';
import { elementCountOf } from '../ir/shape.ts';
import { isViewable, viewElements } from './element-view.ts';
import type { HostTensor, ReducedOutput, Reduction } from './session.ts';

/**
 * Reduces one tensor.
 * NaN and infinities are left out of both kinds: one of them would make a range useless for calibration, and masks
 * hold -Infinity on purpose. `elementCount` says how many finite elements were seen; with none, min is Infinity
 * and max -Infinity, the neutral elements of merging ranges. 64-bit integers are rounded to doubles.
 */
export function reduceTensor(tensor: HostTensor, reduction: Reduction): ReducedOutput {
  const numbers = numbersOf(tensor);
  switch (reduction.kind) {
    case 'range':
      return rangeOf(numbers);
    case 'histogram':
      return histogramOf(numbers, reduction);
    case 'channels':
      return channelsOf(numbers, tensor.dims, reduction.axis);
    default:
      return assertNever(reduction);
  }
}

function rangeOf(numbers: ArrayLike<number>): ReducedOutput {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let elementCount = 0;
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    elementCount++;
  }
  return { kind: 'range', min, max, elementCount };
}

/** Bins are closed below and open above, except the last, which is closed: `max` itself counts there. */
function histogramOf(numbers: ArrayLike<number>, reduction: Extract<Reduction, { kind: 'histogram' }>): ReducedOutput {
  const { min, max, binCount } = reduction;
  invariant(binCount >= 1 && max >= min, `A histogram of ${binCount} bins from ${min} to ${max} cannot be counted`);
  const counts = new Float64Array(binCount);
  const binsPerUnit = max > min ? binCount / (max - min) : 0;
  const last = binCount - 1;
  const magnitude = reduction.of === 'magnitude';
  for (let index = 0; index < numbers.length; index++) {
    const raw = numbers[index] ?? Number.NaN;
    if (!Number.isFinite(raw)) continue;
    const value = magnitude ? Math.abs(raw) : raw;
    const bin = value <= min ? 0 : value >= max ? last : Math.min(last, Math.floor((value - min) * binsPerUnit));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { kind: 'histogram', counts };
}

function channelsOf(numbers: ArrayLike<number>, dims: readonly number[], axis: number): ReducedOutput {
  const position = axis < 0 ? axis + dims.length : axis;
  invariant(position >= 0 && position < dims.length, `A tensor of ${dims.length} dimensions has no axis ${axis}`);
  const channelCount = dims[position] ?? 1;
  const runLength = elementCountOf(dims.slice(position + 1));
  const magnitudes = new Float64Array(channelCount);
  const sums = new Float64Array(channelCount);
  const elementCounts = new Float64Array(channelCount);
  for (let start = 0, run = 0; start < numbers.length; start += runLength, run++) {
    const channel = run % channelCount;
    let [magnitude, sum, count] = [magnitudes[channel] ?? 0, 0, 0];
    for (let index = start; index < start + runLength; index++) {
      const value = numbers[index] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      if (value > magnitude) magnitude = value;
      else if (-value > magnitude) magnitude = -value;
      sum += value;
      count++;
    }
    magnitudes[channel] = magnitude;
    sums[channel] = (sums[channel] ?? 0) + sum;
    elementCounts[channel] = (elementCounts[channel] ?? 0) + count;
  }
  return { kind: 'channels', magnitudes, sums, elementCounts };
}

let float16Values: Float32Array | undefined;

/** All 65,536 values of binary16: a look-up per element instead of arithmetic. */
function float16Table(): Float32Array {
  float16Values ??= Float32Array.from({ length: 0x10000 }, (_, bits) => float16ValueOf(bits));
  return float16Values;
}

function numbersOf({ dataType, data }: HostTensor): ArrayLike<number> {
  invariant(isViewable(dataType), `${dataType} elements cannot be reduced`);
  const elements = viewElements(dataType, data);
  if (elements instanceof BigInt64Array || elements instanceof BigUint64Array) {
    const rounded = new Float64Array(elements.length);
    for (let index = 0; index < elements.length; index++) rounded[index] = Number(elements[index]);
    return rounded;
  }
  if (dataType !== 'float16') return elements;
  // Loops, not `from` with a callback: that takes ten times as long.
  const table = float16Table();
  const values = new Float32Array(elements.length);
  for (let index = 0; index < elements.length; index++) values[index] = table[elements[index] ?? 0] ?? Number.NaN;
  return values;
}
