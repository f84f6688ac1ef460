import type { Graph } from '../../../ir/graph.ts';
import { tensorInts, tensorNumbers } from '../../../ir/tensor.ts';
import { describeNode, refuse, requireConstant } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
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
    const added = spatialPadsOf(pad) ?? [];
    const own = conv.attributes.pads ?? added.map(() => 0);
    const pads = added.map((count, index) => BigInt(count + (own[index] ?? 0)));
    const padded = patch.addLike(conv, {
      inputs: { X: pad.input('data') },
      attributes: new Map(conv.node.attributes).set('pads', { type: 'ints', value: pads }),
      origins: [conv.id, pad.id],
    });
    patch.replace(conv.output, padded);
  },
});

function requireZeros(graph: Graph, pad: MatchedNode<'Pad'>): Refusal | undefined {
  const { mode, value } = pad.attributes;
  const tensor = pad.constant('constant_value');
  const filler = tensor ? tensorNumbers(tensor)[0] : (value ?? 0);
  if (mode === 'constant' && filler === 0) return undefined;
  return refuse(
    pad,
    `${describeNode(graph, pad.node)} pads with ${mode === 'constant' ? filler : `mode ${mode}`}, not with zeros`,
  );
}

const requireSpatialPads = (graph: Graph, pad: MatchedNode<'Pad'>): Refusal | undefined =>
  spatialPadsOf(pad)
    ? undefined
    : refuse(pad, `${describeNode(graph, pad.node)} pads other axes than the spatial ones, or crops`);

/** Begins, then ends, of the spatial axes; undefined where another axis is padded or something is cut off. */
function spatialPadsOf(pad: MatchedNode<'Pad'>): readonly number[] | undefined {
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
