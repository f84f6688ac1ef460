import { floatAttribute } from '../../../ir/build.ts';
import type { Graph, NodeId, ValueId } from '../../../ir/graph.ts';
import { findShape, opsetOf } from '../../../ir/query.ts';
import { isStatic } from '../../../ir/shape.ts';
import { tensorOfInts } from '../../../ir/tensor.ts';
import { derivedTensor, reshapedTensor } from '../derived-tensor.ts';
import { refuse, requireConstant } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Writes a group normalization with InstanceNormalization over the groups: a runtime without a kernel for the former would spell it out in full.
 * Rewrite: GroupNormalization(x, s, b) = Reshape(InstanceNormalization(Reshape(x, [N, G, -1]), 1, 0), [N, C, ...]) * s + b.
 * Shapes: x [N, C, ...]; s, b [C].  Exactness: float32 rounding. Source: ONNX GroupNormalization-21.
 */
export const lowerGroupNorm = defineRule({
  name: 'lower-group-norm',
  summary: 'GroupNormalization becomes InstanceNormalization over groups, Mul and Add',
  example: {
    before: 'y = GroupNormalization(x[2,4,3,3], s[4], b[4]){num_groups=2, epsilon=0.5}',
    after:
      'y = Add(Mul(Reshape(InstanceNormalization(Reshape(x[2,4,3,3], int64{2,2,-1}), u[2], z[2]){epsilon=0.5}, int64{2,4,3,3}), s[4,1,1]), b[4,1,1])',
    opset: 21,
  },
  root: 'norm',
  pattern: { norm: op('GroupNormalization') },
  where: (_, graph) => opsetOf(graph) >= 21,
  guard: ({ norm }, graph) => firstRefusal(requireConstant(graph, norm, 'scale', 'bias'), requireShape(graph, norm)),
  rewrite: ({ norm }, patch, graph) => {
    const { epsilon, numGroups } = norm.attributes;
    const shape = findShape(graph, norm.input('X')) ?? [];
    const origins: readonly NodeId[] = [norm.id];
    const type = norm.constant('scale')?.dataType ?? 'float32';
    const filled = (value: number): ValueId =>
      patch.constant(derivedTensor(type, [numGroups], (result) => result.fill(value)));
    const reshape = (data: ValueId, dims: readonly number[], suffix: string): ValueId =>
      patch.add('Reshape', { inputs: { data, shape: patch.constant(tensorOfInts(dims)) }, origins, suffix }).output;
    const dims = shape.map((dim) => (typeof dim === 'number' ? dim : 0));
    // 0 copies the batch, which alone may be open.
    const data = norm.input('X');
    if (data === undefined) return;
    const groups = reshape(data, [dims[0] ?? 0, numGroups, -1], '_groups');
    const normalized = patch.add('InstanceNormalization', {
      inputs: { input: groups, scale: filled(1), B: filled(0) },
      attributes: new Map([['epsilon', floatAttribute(epsilon)]]),
      origins,
    });
    const channels = reshape(normalized.output, dims, '_channels');
    const perChannel = (name: 'scale' | 'bias'): ValueId | undefined => {
      const tensor = norm.constant(name);
      return tensor && patch.constant(reshapedTensor(tensor, [tensor.dims[0] ?? 0, ...dims.slice(2).map(() => 1)]));
    };
    const scaled = patch.add('Mul', { inputs: { A: channels, B: perChannel('scale') }, origins, suffix: '_scale' });
    const shifted = patch.add('Add', { inputs: { A: scaled.output, B: perChannel('bias') }, origins, suffix: '_bias' });
    patch.replace(norm.output, shifted);
  },
});

function requireShape(graph: Graph, norm: MatchedNode<'GroupNormalization'>): Refusal | undefined {
  const shape = findShape(graph, norm.input('X'));
  if (shape && shape.length >= 3 && isStatic(shape.slice(1))) return undefined;
  return refuse(norm, 'its channels or spatial sizes are open');
}
