import { tensorInts } from '../../ir/tensor.ts';
import type { MatchedNode } from './matched-node.ts';

/** The axes of a ReduceMean where they are known: an attribute before opset 18, a constant input since. */
export function meanAxesOf(mean: MatchedNode<'ReduceMean'>): readonly number[] | undefined {
  const tensor = mean.constant('axes');
  return mean.attributes.axes ?? (tensor && tensorInts(tensor));
}

/** True for a mean over the last axis alone that keeps it. */
export function isOverLastAxis(mean: MatchedNode<'ReduceMean'>): boolean {
  const axes = meanAxesOf(mean);
  const rank = mean.shape('data')?.length;
  return (
    mean.attributes.keepDims && axes?.length === 1 && (axes[0] === -1 || (rank !== undefined && axes[0] === rank - 1))
  );
}
