import { invariant } from '../errors.ts';
import type { Step } from '../targets/steps.ts';
import type { BoxId } from './graph-view.ts';

/** The box of the after view that stands for a step with nodes. */
export function boxOfStep({ layerId, nodes }: Step): BoxId {
  if (layerId !== undefined) return `l${layerId}`;
  const [node] = nodes;
  invariant(node, 'A step without a layer has a node');
  return `n${node.id}`;
}
