/**
 * Scale and zero-point arithmetic: real = scale * (quantized - zeroPoint).
 * Source: ONNX QuantizeLinear-13 (round half to even, saturate); B. Jacob et al., "Quantization and Training of Neural
 * Networks for Efficient Integer-Arithmetic-Only Inference" (2018), section 2.1.
 */

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

export type QuantizedType = 'uint8' | 'int8';

/** How one tensor's real values map to 8 bits. `scale` is a float32. */
export interface Quantization {
  readonly dataType: QuantizedType;
  readonly scale: number;
  readonly zeroPoint: number;
}

/** 'asymmetric' fits the range; 'symmetric' has zero point 0, which TensorRT requires, or the middle of unsigned integers. */
export type ActivationSymmetry = 'asymmetric' | 'symmetric';

/** A range of smaller steps is taken for a constant zero; a bias in units of such a scale would leave float32. */
const SMALLEST_SCALE = 2 ** -60;

const limits = { uint8: { min: 0, max: 255 }, int8: { min: -128, max: 127 } } as const;

/** `range` widened to cover zero, so that padding and zeros of ReLU are exact. */
export const coveringZero = ({ min, max }: ValueRange): ValueRange => ({
  min: Math.min(min, 0),
  max: Math.max(max, 0),
});

/** True where no scale can be had from a range: empty, a single zero, or not finite. */
export const isDegenerate = (range: ValueRange): boolean => {
  const { min, max } = coveringZero(range);
  return !(Number.isFinite(min) && Number.isFinite(max) && (max - min) / 255 >= SMALLEST_SCALE);
};

/**
 * Quantization of an activation by its range; undefined for a degenerate range.
 * Exactness: within the range, a value comes back within scale / 2.
 */
export function quantizationOf(
  range: ValueRange,
  dataType: QuantizedType,
  symmetry: ActivationSymmetry,
): Quantization | undefined {
  if (isDegenerate(range)) return undefined;
  const { min, max } = coveringZero(range);
  if (symmetry === 'symmetric' && dataType === 'uint8' && min < 0) {
    return { dataType, scale: Math.fround(Math.max(-min, max) / 127), zeroPoint: 128 };
  }
  if (symmetry === 'symmetric' && dataType === 'int8') {
    return { dataType, scale: Math.fround(Math.max(-min, max) / 127), zeroPoint: 0 };
  }
  const { min: lowest, max: highest } = limits[dataType];
  const scale = Math.fround((max - min) / (highest - lowest));
  return { dataType, scale, zeroPoint: clamp(roundHalfToEven(lowest - min / scale), lowest, highest) };
}

/** The real values that a quantization can represent. */
export const representableRange = ({ dataType, scale, zeroPoint }: Quantization): ValueRange => ({
  min: (limits[dataType].min - zeroPoint) * scale,
  max: (limits[dataType].max - zeroPoint) * scale,
});

export const quantize = (value: number, { dataType, scale, zeroPoint }: Quantization): number =>
  clamp(roundHalfToEven(value / scale) + zeroPoint, limits[dataType].min, limits[dataType].max);

export const dequantize = (quantized: number, { scale, zeroPoint }: Quantization): number =>
  (quantized - zeroPoint) * scale;

export const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
