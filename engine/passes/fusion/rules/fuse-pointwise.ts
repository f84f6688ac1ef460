import type { Graph, Node, ValueId } from '../../../ir/graph.ts';
import { findConstant, findProducer, findShape, findSoleConsumer } from '../../../ir/query.ts';
import { sameShape } from '../../../ir/shape.ts';
import { membersOf } from '../layer-members.ts';
import { op } from '../match.ts';
import { defineRule } from '../rule.ts';
import { isScalar } from '../scalars.ts';

/** Functions of one element of each operand. */
const pointwiseOperators = [
  'Abs',
  'Add',
  'Ceil',
  'Celu',
  'Clip',
  'Cos',
  'Div',
  'Elu',
  'Erf',
  'Exp',
  'Floor',
  'Gelu',
  'HardSigmoid',
  'HardSwish',
  'LeakyRelu',
  'Log',
  'Max',
  'Min',
  'Mish',
  'Mul',
  'Neg',
  'Pow',
  'Reciprocal',
  'Relu',
  'Selu',
  'Sigmoid',
  'Sin',
  'Softplus',
  'Softsign',
  'Sqrt',
  'Sub',
  'Swish',
  'Tanh',
  'ThresholdedRelu',
] as const;

/** A generated kernel has room for so many operations. */
const MAX_OPERATIONS = 16;

/**
 * Runs neighbouring functions of one element as one generated kernel: each reads what the one before made, and nobody else does.
 * Shapes: all tensors alike, or constants of one element. Source: TensorRT layer fusion catalog, "PointWise fusion".
 */
export const fusePointwise = defineRule({
  name: 'fuse-pointwise',
  summary: 'Neighbouring elementwise operators run as one kernel',
  kind: 'layer',
  example: {
    before: 'y = Mul(x[2,3], Tanh(Softplus(x)))',
    after: 'Softplus + Tanh + Mul',
  },
  root: 'last',
  pattern: { last: op(pointwiseOperators) },
  where: ({ last }, graph) => findFeeder(graph, last.node) !== undefined,
  alsoChanges: ({ last }, graph) => {
    const feeder = findFeeder(graph, last.node);
    return feeder ? membersOf(graph, feeder) : [];
  },
  rewrite: ({ last }, patch, graph) => {
    const feeder = findFeeder(graph, last.node);
    if (feeder) patch.group([feeder.id, last.id]);
  },
});

const pointwise: ReadonlySet<string> = new Set(pointwiseOperators);

/** A pointwise step that makes an operand of `node` and nothing else, not yet in the same kernel. */
function findFeeder(graph: Graph, node: Node): Node | undefined {
  const members = membersOf(graph, node);
  if (!members.every((member) => isPointwise(graph, member))) return undefined;
  return node.inputs
    .map((id) => (id === undefined || !findSoleConsumer(graph, id) ? undefined : findProducer(graph, id)))
    .find((producer) => {
      if (!producer || members.includes(producer)) return false;
      const others = membersOf(graph, producer);
      const fits = others.length + members.length <= MAX_OPERATIONS;
      return fits && others.every((member) => isPointwise(graph, member)) && producer.outputs[0] !== undefined;
    });
}

/** True where every operand has the shape of the result, or is a constant of one element. */
function isPointwise(graph: Graph, node: Node): boolean {
  if (node.domain !== '' || !pointwise.has(node.opType)) return false;
  const shape = findShape(graph, node.outputs[0]);
  return node.inputs.every((id) => id === undefined || isOperand(graph, id, shape));
}

function isOperand(graph: Graph, id: ValueId, shape: ReturnType<typeof findShape>): boolean {
  const constant = findConstant(graph, id);
  if (constant) return isScalar(constant);
  const own = findShape(graph, id);
  return own !== undefined && shape !== undefined && sameShape(own, shape);
}
