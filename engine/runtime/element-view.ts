import type { DataType } from '../ir/data-type.ts';

/** How each element type looks as a typed array; float16 as bits. Types without an entry have no array of their own. */
const views = {
  float32: (buffer, offset, length) => new Float32Array(buffer, offset, length / 4),
  float64: (buffer, offset, length) => new Float64Array(buffer, offset, length / 8),
  float16: (buffer, offset, length) => new Uint16Array(buffer, offset, length / 2),
  int8: (buffer, offset, length) => new Int8Array(buffer, offset, length),
  uint8: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
  bool: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
  int16: (buffer, offset, length) => new Int16Array(buffer, offset, length / 2),
  uint16: (buffer, offset, length) => new Uint16Array(buffer, offset, length / 2),
  int32: (buffer, offset, length) => new Int32Array(buffer, offset, length / 4),
  uint32: (buffer, offset, length) => new Uint32Array(buffer, offset, length / 4),
  int64: (buffer, offset, length) => new BigInt64Array(buffer, offset, length / 8),
  uint64: (buffer, offset, length) => new BigUint64Array(buffer, offset, length / 8),
} satisfies Partial<Record<DataType, (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView>>;

export type ViewableType = keyof typeof views;

export type ElementView = ReturnType<(typeof views)[ViewableType]>;

/** True for element types that have a typed array: neither strings nor types narrower than a byte. */
export const isViewable = (dataType: string): dataType is ViewableType => Object.hasOwn(views, dataType);

/** The elements over the same bytes, copied only where their address does not suit the element type. */
export function viewElements(dataType: ViewableType, bytes: Uint8Array): ElementView {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && byteOffset % 8 === 0) return views[dataType](buffer, byteOffset, byteLength);
  return views[dataType](Uint8Array.from(bytes).buffer, 0, byteLength);
}
