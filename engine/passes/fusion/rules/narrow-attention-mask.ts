import type { Graph, Node, ValueId } from '../../../ir/graph.ts';
import { consumersOf, findConstant, isGraphOutput } from '../../../ir/query.ts';
import { type Tensor, tensorNumbers, tensorOfNumbers } from '../../../ir/tensor.ts';
import { describeNode } from '../guards.ts';
import { op } from '../match.ts';
import { defineRule } from '../rule.ts';
import { isScalar } from '../scalars.ts';

/** The lowest float16. */
const LOWEST = -65504;

/**
 * Masks attention with the lowest float16 instead of the lowest float32, so that it can run in float16.
 * Rewrite: Where(mask, 0, -3.4e38) becomes Where(mask, 0, -65504), where it is only added to what a Softmax reads.
 * Exactness: exact where some position is left and no score is 65,000 below the largest: a masked weight is 0 either way.
 */
export const narrowAttentionMask = defineRule({
  name: 'narrow-attention-mask',
  summary: 'An attention mask of the lowest float32 becomes one of the lowest float16',
  example: {
    before: 'y = Softmax(Add(x[1,2,4,4], Where(Greater(x1[1,1,1,4], float32(0)), float32(0), float32(-3.4e+38))))',
    after: 'y = Softmax(Add(x[1,2,4,4], Where(Greater(x1[1,1,1,4], float32(0)), float32(0), float32(-65504))))',
  },
  root: 'where',
  pattern: { where: op('Where') },
  where: ({ where }) => (['X', 'Y'] as const).some((name) => isTooLow(where.constant(name))),
  guard: ({ where }, graph) => {
    const other = findOtherUse(graph, where.output);
    if (other === undefined) return undefined;
    const what = other === 'output' ? 'it is an output of the model' : `${describeNode(graph, other)} uses it`;
    const reason = `${describeNode(graph, where.node)} is more than a mask of attention: ${what}`;
    return { reason, nodeIds: other === 'output' ? [where.id] : [where.id, other.id] };
  },
  rewrite: ({ where }, patch) => {
    const narrowed = (name: 'X' | 'Y') => {
      const constant = where.constant(name);
      if (!constant || !isTooLow(constant)) return where.input(name);
      return patch.constant(tensorOfNumbers(constant.dataType, constant.dims, [LOWEST]));
    };
    patch.update(where, { inputs: { X: narrowed('X'), Y: narrowed('Y') } });
  },
});

const isTooLow = (tensor: Tensor | undefined): boolean => {
  if (!tensor || !isScalar(tensor) || tensor.dataType !== 'float32') return false;
  const [value = 0] = tensorNumbers(tensor);
  return value < LOWEST;
};

/** Operators that hand a mask on as it is. */
const passesOn: ReadonlySet<string> = new Set(['Expand', 'Identity', 'Reshape', 'Slice', 'Squeeze', 'Unsqueeze']);

/** The first use of a mask that is none by attention. */
function findOtherUse(graph: Graph, mask: ValueId): Node | 'output' | undefined {
  if (isGraphOutput(graph, mask)) return 'output';
  for (const user of consumersOf(graph, mask)) {
    const [output] = user.outputs;
    if (user.domain === 'com.microsoft' && user.opType === 'MultiHeadAttention') {
      if (user.inputs[ATTENTION_BIAS] === mask) continue;
      return user;
    }
    if (user.domain !== '' || output === undefined) return user;
    if (passesOn.has(user.opType)) {
      const other = findOtherUse(graph, output);
      if (other !== undefined) return other;
    } else if (user.opType !== 'Add' || !feedsSoftmax(graph, output)) return user;
  }
  return undefined;
}

/** The position of `attention_bias` among the inputs of MultiHeadAttention. */
const ATTENTION_BIAS = 5;

const feedsSoftmax = (graph: Graph, scores: ValueId): boolean =>
  !isGraphOutput(graph, scores) &&
  consumersOf(graph, scores).every(({ opType, domain }) => opType === 'Softmax' && domain === '') &&
  findConstant(graph, scores) === undefined;
