import { isFloat } from '../ir/data-type.ts';
import type { ValueType } from '../ir/graph.ts';
import { elementCountOf, isStatic, type Shape } from '../ir/shape.ts';
import { isNumeric, type Tensor, tensorInts, tensorOfNumbers } from '../ir/tensor.ts';

/** What type inference knows of a value's elements: all of them, or some of a small integer tensor's by number or name. */
export type KnownElements =
  | { readonly kind: 'tensor'; readonly tensor: Tensor }
  | { readonly kind: 'symbolic'; readonly elements: Shape };

const MAX_INTEGERS = 1024;
const MAX_FLOATS = 16;

/** True for tensors that hold shapes, axes, indices or scales rather than weights: reading them costs nothing. */
export function isShapeLike(tensor: Tensor): boolean {
  const { dataType, dims, content } = tensor;
  if (!isNumeric(dataType)) return false;
  if (!isFloat(dataType)) return elementCountOf(dims) <= MAX_INTEGERS;
  return elementCountOf(dims) <= MAX_FLOATS && !(content.kind === 'deferred' && content.external);
}

/** True where a value of this type may hold a shape, so that its elements are worth following. */
export const mayBeShapeLike = (type: ValueType | undefined): boolean =>
  type?.kind === 'tensor' &&
  type.dataType !== undefined &&
  type.shape !== undefined &&
  isStatic(type.shape) &&
  elementCountOf(type.shape) <= (isFloat(type.dataType) ? MAX_FLOATS : MAX_INTEGERS);

/** True for a tensor that surely has more elements than are followed: a small input may ask for a huge output. */
export const isLarge = (type: ValueType | undefined): boolean =>
  type?.kind === 'tensor' &&
  type.shape !== undefined &&
  isStatic(type.shape) &&
  elementCountOf(type.shape) > MAX_INTEGERS;

/** Elements as they are known, as a tensor once every one is a number. */
export function knownElements(elements: Shape, type: ValueType | undefined): KnownElements | undefined {
  if (type?.kind !== 'tensor' || !type.dataType || isFloat(type.dataType) || !isNumeric(type.dataType))
    return undefined;
  if (!type.shape || !isStatic(type.shape) || elementCountOf(type.shape) !== elements.length) return undefined;
  if (!isStatic(elements)) return { kind: 'symbolic', elements };
  return { kind: 'tensor', tensor: tensorOfNumbers(type.dataType, type.shape, elements) };
}

/** The elements of an integer tensor, as numbers or names. */
export function elementsOf(known: KnownElements | undefined): Shape | undefined {
  if (known?.kind === 'symbolic') return known.elements;
  return known && !isFloat(known.tensor.dataType) ? tensorInts(known.tensor) : undefined;
}
