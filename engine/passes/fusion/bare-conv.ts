import type { AddedNode } from '../../ir/patch.ts';
import type { MatchedNode } from './matched-node.ts';
import type { RulePatch } from './rule-patch.ts';

/** The same convolution without its bias. */
export const addWithoutBias = (patch: RulePatch, conv: MatchedNode<'Conv'>): AddedNode =>
  patch.add('Conv', {
    inputs: { X: conv.input('X'), W: conv.input('W') },
    attributes: conv.node.attributes,
    origins: [conv.id],
  });
