import { elementCountOf } from '../../ir/shape.ts';
import type { BlobMessage, Elements } from './schema/network.ts';

/** The stored parameters of a layer: where they are in the file, and their dims. */
export interface StoredBlob {
  readonly dims: readonly number[];
  readonly elements: Elements;
  readonly elementCount: number;
}

/**
 * A blob with its dims as the file states them, in either form. The legacy form always has four, of which leading ones are 1.
 * Undefined where the elements are fewer or more than the dims say, or are no whole number.
 */
export function toStoredBlob(message: BlobMessage): StoredBlob | undefined {
  const elements = message.double_data.parts.length > 0 ? message.double_data : message.data;
  const byteLength = elements.parts.reduce((sum, part) => sum + part.byteLength, 0);
  const elementCount = byteLength / elements.size;
  const legacy = [message.num, message.channels, message.height, message.width];
  const dims = message.shape?.dim ?? (legacy.some((dim) => dim !== 0) ? legacy : [elementCount]);
  const isWhole = dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0);
  return isWhole && elementCountOf(dims) === elementCount ? { dims, elements, elementCount } : undefined;
}

/** The elements as little-endian float32 bytes: a view where the file has them so in one run. */
export function storedBytes({ elements: { size, parts }, elementCount }: StoredBlob): Uint8Array {
  const [first] = parts;
  if (size === 4 && parts.length === 1 && first) return first;
  const joined = new Uint8Array(elementCount * size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return size === 4 ? joined : new Uint8Array(Float32Array.from(new Float64Array(joined.buffer)).buffer);
}
