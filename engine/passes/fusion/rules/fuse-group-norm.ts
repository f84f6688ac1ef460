import { attributesOf, floatAttribute } from '../../../ir/build.ts';
import type { Graph, ValueId } from '../../../ir/graph.ts';
import { findShape, opsetOf } from '../../../ir/query.ts';
import { elementCountOf, sameShape } from '../../../ir/shape.ts';
import { type Tensor, tensorNumbers } from '../../../ir/tensor.ts';
import { derivedTensor } from '../derived-tensor.ts';
import { refuse, requireClosed, requireConstant } from '../guards.ts';
import { constant, type Match, op, value } from '../match.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

const pattern = {
  x: value(),
  groups: op('Reshape', { data: 'x' }),
  instance: op('InstanceNormalization', { input: 'groups' }),
  channels: op('Reshape', { data: 'instance' }),
  gamma: constant(),
  scaled: op('Mul', { A: 'channels', B: 'gamma' }),
  beta: constant(),
  norm: op('Add', { A: 'scaled', B: 'beta' }),
};
type Found = Match<typeof pattern>;

/**
 * Writes a group normalization that exporters spell out by InstanceNormalization over groups as the operator.
 * Rewrite: Reshape(InstanceNormalization(Reshape(x, [N, G, -1]), s, t), [N, C, ...]) * gamma + beta = GroupNormalization(x, s' , b').
 * Shapes: x [N, C, ...]; s, t [G]; gamma, beta [C, 1, ...]; s'[c] = s[g] * gamma[c], b'[c] = t[g] * gamma[c] + beta[c], g the group of c.
 * Exactness: float32 rounding. Source: Wu and He, "Group Normalization" (2018), section 3; ONNX GroupNormalization-21.
 */
export const fuseGroupNorm = defineRule({
  name: 'fuse-group-norm',
  summary: 'Reshape, InstanceNormalization, Reshape, Mul, Add become GroupNormalization',
  example: {
    before:
      'n = InstanceNormalization(Reshape(x[2,4,3,3], int64{0,2,-1}), s[2], t[2]){epsilon=0.5}; y = Add(Mul(Reshape(n, int64{2,4,3,3}), g[4,1,1]), b[4,1,1])',
    after: 'y = GroupNormalization(x[2,4,3,3], s1[4], b1[4]){num_groups=2, epsilon=0.5}',
    opset: 21,
  },
  root: 'norm',
  pattern,
  where: ({ x, groups, channels, gamma, beta }, graph) => {
    const [own, grouped, back] = [findShape(graph, x), groups.outputShape, channels.outputShape];
    return (
      own !== undefined &&
      back !== undefined &&
      sameShape(own, back) &&
      grouped?.length === 3 &&
      typeof grouped[1] === 'number' &&
      isByChannel(graph, x, gamma.tensor) &&
      isByChannel(graph, x, beta.tensor)
    );
  },
  guard: (match, graph) =>
    firstRefusal(
      requireClosed(graph, match.norm, innerOf(match)),
      requireConstant(graph, match.instance, 'scale', 'B'),
      requireOperator(match, graph),
    ),
  rewrite: (match, patch) => {
    const { x, instance, norm } = match;
    const groupCount = instance.constant('scale')?.dims[0] ?? 1;
    const fused = patch.add('GroupNormalization', {
      inputs: { X: x, scale: patch.constant(scaleOf(match)), bias: patch.constant(biasOf(match)) },
      attributes: new Map([
        ...attributesOf({ num_groups: groupCount }),
        ['epsilon', floatAttribute(instance.attributes.epsilon)],
      ]),
      origins: [...innerOf(match), norm].map((node) => node.id),
    });
    patch.replace(norm.output, fused);
  },
});

const innerOf = ({ groups, instance, channels, scaled }: Found) => [groups, instance, channels, scaled];

function isByChannel(graph: Graph, x: ValueId, { dims }: Tensor): boolean {
  const shape = findShape(graph, x);
  const offset = (shape?.length ?? 0) - dims.length;
  return elementCountOf(dims) === shape?.[1] && dims.every((dim, axis) => dim === 1 || axis + offset === 1);
}

function requireOperator({ norm }: Found, graph: Graph): Refusal | undefined {
  const opset = opsetOf(graph);
  if (opset >= 21) return undefined;
  return refuse(norm, `GroupNormalization has one scale per channel since opset 21, and the model is at ${opset}`);
}

/** A number per channel from those of the groups and of the channels. */
function perChannel(
  { gamma, beta, instance }: Found,
  combine: (factor: number, shift: number, gamma: number, beta: number) => number,
): Tensor {
  const channelCount = elementCountOf(gamma.tensor.dims);
  return derivedTensor(gamma.tensor.dataType, [channelCount], (result) => {
    const [factors, shifts] = [instance.constant('scale'), instance.constant('B')].map((tensor) =>
      tensor ? tensorNumbers(tensor) : [],
    );
    const [gammas, betas] = [tensorNumbers(gamma.tensor), tensorNumbers(beta.tensor)];
    const channelsPerGroup = channelCount / (factors?.length ?? 1);
    for (let channel = 0; channel < channelCount; channel++) {
      const group = Math.floor(channel / channelsPerGroup);
      result[channel] = combine(factors?.[group] ?? 1, shifts?.[group] ?? 0, gammas[channel] ?? 1, betas[channel] ?? 0);
    }
  });
}

const scaleOf = (match: Found): Tensor => perChannel(match, (factor, _shift, gamma) => factor * gamma);

const biasOf = (match: Found): Tensor => perChannel(match, (_factor, shift, gamma, beta) => shift * gamma + beta);
