import type { Graph } from '../../../ir/graph.ts';
import { describeNode, refuse, requireConstant } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { addedPads, padValueOf, spatialPadsOf } from '../pad-counts.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Lets the convolution pad its input itself.
 * Rewrite: Conv(Pad(x, p), W){pads=q} = Conv(x, W){pads=p+q}, for zeros on the spatial axes.
 * Exactness: exact. Source: ONNX Pad-11, Conv-11.
 */
export const fusePadIntoConv = defineRule({
  name: 'fuse-pad-into-conv',
  summary: 'Pad with zeros -> Conv becomes Conv',
  example: {
    before: 'y = Conv(Pad(x[1,3,8,8], int64{0,0,1,1,0,0,1,1}), W[4,3,3,3])',
    after: 'y = Conv(x[1,3,8,8], W[4,3,3,3]){pads=[1,1,1,1]}',
  },
  root: 'conv',
  pattern: { pad: op('Pad'), conv: op('Conv', { X: 'pad' }) },
  guard: ({ pad, conv }, graph) =>
    firstRefusal(
      requireConstant(graph, pad, 'pads', 'constant_value', 'axes'),
      requireZeros(graph, pad),
      requireSpatialPads(graph, pad),
      conv.attributes.autoPad === 'NOTSET'
        ? undefined
        : refuse(conv, `${describeNode(graph, conv.node)} computes its padding itself (${conv.attributes.autoPad})`),
    ),
  rewrite: ({ pad, conv }, patch) => {
    const pads = addedPads(spatialPadsOf(pad) ?? [], conv.attributes.pads);
    const padded = patch.addLike(conv, {
      inputs: { X: pad.input('data') },
      attributes: new Map(conv.node.attributes).set('pads', { type: 'ints', value: pads }),
      origins: [conv.id, pad.id],
    });
    patch.replace(conv.output, padded);
  },
});

function requireZeros(graph: Graph, pad: MatchedNode<'Pad'>): Refusal | undefined {
  const value = padValueOf(pad);
  if (value === 0) return undefined;
  return refuse(
    pad,
    `${describeNode(graph, pad.node)} pads with ${value ?? `mode ${pad.attributes.mode}`}, not with zeros`,
  );
}

const requireSpatialPads = (graph: Graph, pad: MatchedNode<'Pad'>): Refusal | undefined =>
  spatialPadsOf(pad)
    ? undefined
    : refuse(pad, `${describeNode(graph, pad.node)} pads other axes than the spatial ones, or crops`);
