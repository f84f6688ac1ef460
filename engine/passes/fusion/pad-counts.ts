import { tensorInts, tensorNumbers } from '../../ir/tensor.ts';
import type { MatchedNode } from './matched-node.ts';

/** Begins, then ends, of the spatial axes; undefined where another axis is padded, something is cut off, or the counts are computed. */
export function spatialPadsOf(pad: MatchedNode<'Pad'>): readonly number[] | undefined {
  const tensor = pad.constant('pads');
  const pads = pad.attributes.pads ?? (tensor && tensorInts(tensor));
  const rank = pad.shape('data')?.length;
  if (!pads || rank === undefined || pads.some((count) => count < 0)) return undefined;
  const axesTensor = pad.constant('axes');
  const axes = axesTensor
    ? tensorInts(axesTensor).map((axis) => (axis < 0 ? axis + rank : axis))
    : pads.slice(rank).map((_, axis) => axis);
  const full = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, index) => {
    full[axis] = pads[index] ?? 0;
    full[axis + rank] = pads[index + axes.length] ?? 0;
  });
  const isSpatial = [0, 1, rank, rank + 1].every((index) => full[index] === 0);
  return isSpatial ? [...full.slice(2, rank), ...full.slice(rank + 2)] : undefined;
}

/** The number that is padded with; undefined for the modes that repeat the data, and where it is computed. */
export function padValueOf(pad: MatchedNode<'Pad'>): number | undefined {
  const { mode, value } = pad.attributes;
  if (mode !== 'constant') return undefined;
  if (pad.input('constant_value') === undefined) return value ?? 0;
  const tensor = pad.constant('constant_value');
  return tensor && tensorNumbers(tensor)[0];
}

/** Own padding and that of a Pad before it, as the `pads` attribute writes them. */
export const addedPads = (added: readonly number[], own: readonly number[] | undefined): readonly bigint[] =>
  added.map((count, index) => BigInt(count + (own?.[index] ?? 0)));
