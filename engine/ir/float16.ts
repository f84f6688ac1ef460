/** Conversions between float32 and the 16-bit formats. Source: IEEE 754-2019 binary16; round to nearest, ties to even. */

const f32 = new Float32Array(1);
const u32 = new Uint32Array(f32.buffer);

/** Bits of the binary16 nearest to `value`. Beyond 65504 (65520 when rounding) it is infinite. */
export function float16BitsOf(value: number): number {
  f32[0] = value;
  const bits = u32[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | roundShift(magnitude - 0x38000000, 13);
  if (magnitude < 0x33000000) return sign;
  const exponent = magnitude >>> 23;
  return sign | roundShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
}

/** The value of binary16 bits, exactly. */
export function float16ValueOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Bits of the bfloat16 nearest to `value`. */
export function bfloat16BitsOf(value: number): number {
  f32[0] = value;
  const bits = u32[0] ?? 0;
  return (bits & 0x7fffffff) > 0x7f800000 ? (bits >>> 16) | 0x40 : roundShift(bits, 16) & 0xffff;
}

/** The value of bfloat16 bits, exactly. */
export function bfloat16ValueOf(bits: number): number {
  u32[0] = bits << 16;
  return f32[0] ?? 0;
}

// Loops: `from` with a function takes many times as long, and whole models are converted.

export function toFloat16Bits(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(values.length);
  for (let index = 0; index < bits.length; index++) bits[index] = float16BitsOf(values[index] ?? 0);
  return bits;
}

export function toBfloat16Bits(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(values.length);
  for (let index = 0; index < bits.length; index++) bits[index] = bfloat16BitsOf(values[index] ?? 0);
  return bits;
}

export function fromFloat16Bits(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(bits.length);
  for (let index = 0; index < bits.length; index++) values[index] = float16ValueOf(bits[index] ?? 0);
  return values;
}

/** `value / 2^shift`, rounded to nearest, ties to even. */
function roundShift(value: number, shift: number): number {
  const quotient = value >>> shift;
  const remainder = value - quotient * 2 ** shift;
  const half = 2 ** (shift - 1);
  return remainder > half || (remainder === half && (quotient & 1) === 1) ? quotient + 1 : quotient;
}
