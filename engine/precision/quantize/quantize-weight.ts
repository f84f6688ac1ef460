import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorFloats, tensorOfBytes, tensorOfNumbers } from '../../ir/tensor.ts';
import { clamp, type QuantizedType, roundHalfToEven } from './scheme.ts';

/** How weights are quantized: symmetric, per channel. */
export interface WeightScheme {
  /** uint8 has zero point 128 for every channel. */
  readonly dataType: QuantizedType;
  /** 7 bits leave the 16-bit sums of pairs in x86 kernels without VNNI room; 8 bits may saturate there. */
  readonly bits: 7 | 8;
  /** Of a channel's weights: all of it, or what leaves the least squared error. Default 'largest'. */
  readonly range?: 'largest' | 'least-squares';
}

export interface QuantizedWeight {
  readonly tensor: Tensor;
  /** One per channel along the axis; a single one where `axis` is undefined. */
  readonly scales: Float32Array;
  readonly zeroPoint: number;
  readonly axis: number | undefined;
}

/** A channel's scale may not be smaller, lest a bias in units of it leaves int32. */
const LARGEST_BIAS = 2 ** 30;
/** Channels of nothing but zeros need some scale; smaller ones leave float32 when multiplied with an input's scale. */
const SMALLEST_WEIGHT_SCALE = 2 ** -40;

/**
 * Quantizes a weight symmetrically, with one scale per index of `axis`, or one for all where `axis` is undefined.
 * Integers reach to +-127 at 8 bits and to +-64 at 7: 2 * 255 * 64 fits in int16.
 *
 * @param leastScales lower bounds of the scales, from `leastScaleFor`; dead channels with a large bias need them.
 * Exactness: within scale / 2, where no lower bound intervenes too.
 */
export function quantizeWeight(
  weight: Tensor,
  axis: number | undefined,
  scheme: WeightScheme,
  leastScales: (channel: number) => number = () => 0,
): QuantizedWeight {
  const values = tensorFloats(weight);
  const channelCount = axis === undefined ? 1 : (weight.dims[axis] ?? 1);
  const runLength = axis === undefined ? values.length : elementCountOf(weight.dims.slice(axis + 1));
  const reach = new Float32Array(channelCount);
  for (let start = 0, run = 0; start < values.length; start += runLength, run++) {
    const channel = run % channelCount;
    let magnitude = reach[channel] ?? 0;
    for (let index = start; index < start + runLength; index++) {
      magnitude = Math.max(magnitude, Math.abs(values[index] ?? 0));
    }
    reach[channel] = magnitude;
  }
  const largest = scheme.bits === 8 ? 127 : 64;
  if (scheme.range === 'least-squares') {
    const shares = leastSquaresShares(values, reach, runLength, largest);
    for (const [channel, share] of shares.entries()) reach[channel] = (reach[channel] ?? 0) * share;
  }
  const scales = reach.map((magnitude, channel) =>
    Math.max(magnitude / largest, leastScales(channel), SMALLEST_WEIGHT_SCALE),
  );
  const zeroPoint = scheme.dataType === 'uint8' ? 128 : 0;
  const bytes = new Uint8Array(values.length);
  for (let start = 0, run = 0; start < values.length; start += runLength, run++) {
    const scale = scales[run % channelCount] ?? 1;
    for (let index = start; index < start + runLength; index++) {
      // A negative int8 is stored as its two's complement, which assignment to a byte array gives.
      bytes[index] = clamp(roundHalfToEven((values[index] ?? 0) / scale), -largest, largest) + zeroPoint;
    }
  }
  return { tensor: tensorOfBytes(scheme.dataType, weight.dims, bytes), scales, zeroPoint, axis };
}

/** Shares of a channel's range that are tried, from all of it down. */
const SHARES = [1, 0.975, 0.95, 0.925, 0.9, 0.875, 0.85, 0.8, 0.75, 0.7] as const;

/** By channel, the share of its range with the least squared error: rounding within it, distance beyond it. */
function leastSquaresShares(
  values: Float32Array,
  reach: Float32Array,
  runLength: number,
  largest: number,
): readonly number[] {
  const errors = SHARES.map(() => new Float64Array(reach.length));
  for (let start = 0, run = 0; start < values.length; start += runLength, run++) {
    const channel = run % reach.length;
    for (const [index, share] of SHARES.entries()) {
      const scale = ((reach[channel] ?? 0) * share) / largest;
      if (scale === 0) continue;
      let error = 0;
      for (let position = start; position < start + runLength; position++) {
        const value = values[position] ?? 0;
        error += (value - clamp(Math.round(value / scale), -largest, largest) * scale) ** 2;
      }
      const sums = errors[index];
      if (sums) sums[channel] = (sums[channel] ?? 0) + error;
    }
  }
  return Array.from(reach, (_, channel) => {
    let best = 0;
    for (const [index, sums] of errors.entries()) {
      if ((sums[channel] ?? 0) < (errors[best]?.[channel] ?? 0)) best = index;
    }
    return SHARES[best] ?? 1;
  });
}

/** The smallest weight scale with which `bias` fits in int32 in units of inputScale * weightScale. */
export const leastScaleFor = (bias: number, inputScale: number): number => Math.abs(bias) / (inputScale * LARGEST_BIAS);

export interface QuantizedBias {
  readonly tensor: Tensor;
  /** One per element, or a single one where the weight has a single one. */
  readonly scales: Float32Array;
}

/**
 * A bias as int32 in units of inputScale * weightScale, which is what integer kernels add.
 * Shapes: bias and `shift`, which is taken from it, [M].
 */
export function quantizeBias(
  bias: Tensor,
  inputScale: number,
  weightScales: Float32Array,
  shift?: Float64Array,
): QuantizedBias {
  const values = tensorFloats(bias);
  const scales = weightScales.map((weightScale) => inputScale * weightScale);
  const perChannel = scales.length === values.length;
  const quantized = Array.from(values, (value, channel) =>
    roundHalfToEven((value - (shift?.[channel] ?? 0)) / ((perChannel ? scales[channel] : scales[0]) ?? 1)),
  );
  return { tensor: tensorOfNumbers('int32', [values.length], quantized), scales };
}
