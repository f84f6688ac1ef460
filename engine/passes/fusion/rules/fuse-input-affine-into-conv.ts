import { invariant } from '../../../errors.ts';
import { isFloat } from '../../../ir/data-type.ts';
import type { Graph } from '../../../ir/graph.ts';
import { findShape } from '../../../ir/query.ts';
import { type Tensor, tensorNumbers } from '../../../ir/tensor.ts';
import { channelCountOf, inputChannels, isPadded, shiftOutputs } from '../conv-input-channels.ts';
import { derivedTensor } from '../derived-tensor.ts';
import { describeNode, refuse, requireConstant, requireSoleConsumer } from '../guards.ts';
import { type InputAffine, inputAffineOf, scalingOperators } from '../input-affine.ts';
import { isAlone } from '../layer-members.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Scales and shifts the weights of a convolution instead of what it reads: the mean and deviation of images, a BatchNormalization before it.
 * Rewrite: Conv(x * k + t, W, B) = Conv(x, W', B'), W'[m, c] = W[m, c] * k[c], B'[m] = B[m] + sum over c and kernel of W[m, c] * t[c].
 * Shapes: x [N, C, ...]; k, t one number per channel; W [M, C/group, ...].
 * Exactness: float32 rounding. A shift needs a convolution without padding, which pads with zeros and not with the shift.
 */
export const fuseInputAffineIntoConv = defineRule({
  name: 'fuse-input-affine-into-conv',
  summary: 'Mul, Add or BatchNormalization by constants -> Conv becomes Conv',
  example: {
    before: 'y = Conv(Sub(x[1,3,8,8], m[3,1,1]), W[4,3,3,3])',
    after: 'y = Conv(x[1,3,8,8], W[4,3,3,3], B1[4])',
  },
  root: 'conv',
  pattern: { affine: op(scalingOperators), conv: op('Conv', { X: 'affine' }) },
  where: ({ affine, conv }, graph) => {
    const found = inputAffineOf(graph, affine);
    return found !== undefined && isAlone(graph, affine.node) && isByChannel(graph, found, conv);
  },
  guard: ({ affine, conv }, graph) =>
    firstRefusal(
      requireSoleConsumer(graph, affine, conv),
      requireConstant(graph, conv, 'B'),
      requireFloatWeights(graph, conv),
      requireNoPadding(graph, conv, inputAffineOf(graph, affine)),
    ),
  rewrite: ({ affine, conv }, patch, graph) => {
    const found = inputAffineOf(graph, affine);
    const weight = conv.constant('W');
    invariant(found && weight, `Conv "${conv.node.name}" has weights that are not constant`);
    const { factor, shift } = found;
    const scaled = factor ? patch.constant(scaleInputs(conv, weight, factor)) : undefined;
    const shifted = shift ? patch.constant(shiftOutputs(conv, weight, shift)) : undefined;
    patch.update(conv, {
      inputs: {
        X: found.data,
        ...(scaled !== undefined && { W: scaled }),
        ...(shifted !== undefined && { B: shifted }),
      },
      origins: [affine.id],
    });
  },
});

/** True where each input channel has one factor and one shift, and the data is not widened by them. */
function isByChannel(graph: Graph, { data, constant }: InputAffine, conv: MatchedNode<'Conv'>): boolean {
  const [shape, channelCount] = [findShape(graph, data), channelCountOf(conv)];
  if (!shape || shape[1] !== channelCount) return false;
  if (!constant) return true;
  const offset = shape.length - constant.dims.length;
  return offset >= 0 && constant.dims.every((dim, axis) => dim === 1 || (axis + offset === 1 && dim === channelCount));
}

function requireFloatWeights(graph: Graph, conv: MatchedNode<'Conv'>): Refusal | undefined {
  const weight = conv.constant('W');
  if (weight && isFloat(weight.dataType)) return undefined;
  return refuse(conv, `the weights of ${describeNode(graph, conv.node)} are not floating-point numbers`);
}

function requireNoPadding(
  graph: Graph,
  conv: MatchedNode<'Conv'>,
  affine: InputAffine | undefined,
): Refusal | undefined {
  if (!affine?.shift || !isPadded(conv)) return undefined;
  return refuse(conv, `${describeNode(graph, conv.node)} pads with zeros, which the shift before it would not reach`);
}

function scaleInputs(conv: MatchedNode<'Conv'>, weight: Tensor, factor: NonNullable<InputAffine['factor']>): Tensor {
  const channelOf = inputChannels(conv, weight);
  return derivedTensor(weight.dataType, weight.dims, (result) => {
    const [numbers, factors] = [tensorNumbers(weight), factor(channelCountOf(conv))];
    for (let element = 0; element < result.length; element++)
      result[element] = (numbers[element] ?? 0) * (factors[channelOf(element)] ?? 1);
  });
}
