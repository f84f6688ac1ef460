import { floatAttribute } from '../../../ir/build.ts';
import type { Graph, ValueId } from '../../../ir/graph.ts';
import {
  findConstant,
  findDataType,
  findProducer,
  findShape,
  findSoleConsumer,
  isGraphOutput,
} from '../../../ir/query.ts';
import { sameShape } from '../../../ir/shape.ts';
import { refuse } from '../guards.ts';
import { type Match, op, value } from '../match.ts';
import { MatchedNode } from '../matched-node.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

const pattern = {
  a: value(),
  b: value(),
  add: op('Add', { A: 'a', B: 'b' }),
  norm: op(['LayerNormalization', 'SimplifiedLayerNormalization'], { X: 'add' }),
};
type Found = Match<typeof pattern>;

/**
 * Adds the skip connection, and a bias before it, inside the LayerNormalization that reads the sum.
 * Rewrite: LayerNormalization(x + bias + skip) = SkipLayerNormalization(x, skip, bias); who else reads the sum gets its fourth output.
 * Shapes: x [N, S, H]; skip alike, [1, S, H] or [S, H]; bias [H].  Exactness: float32 rounding.
 * Without mean and offset: SkipSimplifiedLayerNormalization.
 * Source: ONNX Runtime contrib operators, com.microsoft.SkipLayerNormalization-1, SkipSimplifiedLayerNormalization-1.
 */
export const lowerSkipLayerNorm = defineRule({
  name: 'lower-skip-layer-norm',
  summary: 'Add of two tensors -> LayerNormalization becomes SkipLayerNormalization',
  example: {
    before: 'y = LayerNormalization(Add(Add(MatMul(x[2,4,8], W[8,8]), c[8]), x), s[8], b[8]){epsilon=0.5}',
    after: 'y = com.microsoft::SkipLayerNormalization(MatMul(x[2,4,8], W[8,8]), x, s[8], b[8], c[8]){epsilon=0.5}',
  },
  root: 'norm',
  pattern,
  where: ({ a, b, add, norm }, graph) =>
    a === add.node.inputs[0] && !findConstant(graph, a) && !findConstant(graph, b) && norm.node.outputs.length === 1,
  alsoChanges: (match, graph) => {
    const bias = findBias(graph, match);
    return bias ? [bias.add.node] : [];
  },
  guard: (match, graph) => firstRefusal(requireForm(match, graph), requireOperands(match, graph)),
  rewrite: (match, patch, graph) => {
    const { add, norm } = match;
    const bias = findBias(graph, match);
    const [input, skip] = operandsOf(match, graph);
    const hasOtherUsers = !findSoleConsumer(graph, add.output);
    const inputs = {
      input: bias && bias.sum === input ? bias.data : input,
      skip: bias && bias.sum === skip ? bias.data : skip,
      ...(bias && { bias: bias.id }),
    };
    const settings = {
      attributes: new Map([['epsilon', floatAttribute(norm.attributes.epsilon)]]),
      origins: [...(bias ? [bias.add.id] : []), add.id, norm.id],
      outputCount: hasOtherUsers ? 4 : 1,
    };
    const fused = norm.is('LayerNormalization')
      ? patch.add('com.microsoft::SkipLayerNormalization', {
          inputs: { ...inputs, gamma: norm.input('Scale'), beta: norm.input('B') },
          ...settings,
        })
      : patch.add('com.microsoft::SkipSimplifiedLayerNormalization', {
          inputs: { ...inputs, gamma: norm.node.inputs[1] },
          ...settings,
        });
    patch.replace(norm.output, fused.output);
    const sum = fused.outputs[3];
    if (sum !== undefined) patch.replace(add.output, sum);
  },
});

/** The operand of the sum's shape first: the other may be one for all samples. */
function operandsOf({ a, b, add }: Found, graph: Graph): readonly [ValueId, ValueId] {
  const [shape, sum] = [findShape(graph, a), add.outputShape];
  return shape && sum && sameShape(shape, sum) ? [a, b] : [b, a];
}

interface Bias {
  readonly id: ValueId;
  readonly data: ValueId;
  /** What the bias was added to make. */
  readonly sum: ValueId;
  readonly add: MatchedNode<'Add'>;
}

/** A constant [H] that is added to one of the operands, and to nothing else. */
function findBias(graph: Graph, match: Found): Bias | undefined {
  const width = match.add.outputShape?.at(-1);
  for (const sum of operandsOf(match, graph)) {
    const node = findProducer(graph, sum);
    if (node?.opType !== 'Add' || node.domain !== '' || findSoleConsumer(graph, sum)?.id !== match.add.id) continue;
    for (const [id, data] of [node.inputs, node.inputs.toReversed()]) {
      const constant = findConstant(graph, id);
      const shapes = [findShape(graph, data), findShape(graph, sum)] as const;
      const isBias = constant?.dims.length === 1 && constant.dims[0] === width;
      if (id === undefined || data === undefined || !isBias || !shapes[0] || !shapes[1]) continue;
      if (sameShape(shapes[0], shapes[1])) return { id, data, sum, add: new MatchedNode<'Add'>(node, graph) };
    }
  }
  return undefined;
}

function requireForm({ add, norm }: Found, graph: Graph): Refusal | undefined {
  const rank = add.outputShape?.length;
  const { axis } = norm.attributes;
  if (rank !== 3) return refuse(norm, 'SkipLayerNormalization takes tensors of three axes [N, S, H]');
  if (axis !== -1 && axis !== rank - 1) return refuse(norm, 'SkipLayerNormalization normalizes the last axis alone');
  if (findShape(graph, norm.node.inputs[1])?.length !== 1)
    return refuse(norm, 'SkipLayerNormalization takes a scale of one axis');
  return findDataType(graph, add.output) === 'float32'
    ? undefined
    : refuse(norm, 'the operator is used for float32 alone');
}

function requireOperands(match: Found, graph: Graph): Refusal | undefined {
  const { add, norm } = match;
  const sum = add.outputShape;
  const [input, skip] = operandsOf(match, graph).map((id) => findShape(graph, id));
  if (!sum || !input || !skip || !sameShape(input, sum))
    return refuse(norm, 'neither operand of the sum is known to have its shape');
  const isOneSample =
    skip.length === 3 ? skip[0] === 1 && sameShape(skip.slice(1), sum.slice(1)) : sameShape(skip, sum.slice(1));
  if (!sameShape(skip, sum) && !isOneSample)
    return refuse(norm, 'the operands of the sum differ in more than the batch');
  return isGraphOutput(graph, add.output) ? refuse(norm, 'the sum is an output of the model') : undefined;
}
