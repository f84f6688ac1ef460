import type { Graph, Node, ValueId } from '../../../ir/graph.ts';
import { consumersOf, findConstant, findProducer, isGraphOutput, requireValue } from '../../../ir/query.ts';
import { concat as concatSpec } from '../../../ops/concat.ts';
import { findOpSpec } from '../../../ops/registry.ts';
import type { Target } from '../../../targets/target.ts';
import { describeNode } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';

/**
 * Needs no step for a Concat: what makes its inputs writes them side by side. One input that cannot be written there is
 * copied; several copies would be more steps than the Concat.
 * Exactness: exact. Source: TensorRT's builder log, "Retargeting X to concat" and "Generating copy ... because input is not movable".
 */
export const eliminateConcat = defineRule({
  name: 'eliminate-concat',
  summary: 'Concat disappears: its inputs are written side by side where they are made',
  kind: 'layer',
  example: {
    before: 'y = Concat(Relu(Conv(x[1,3,8,8], W[4,3,1,1])), MaxPool(x){kernel_shape=[1,1]}, x){axis=1}',
    after: 'Conv; Relu; MaxPool; Copy',
  },
  root: 'concat',
  pattern: { concat: op('Concat') },
  where: ({ concat }, graph) => isAlone(graph, concat.node),
  guard: ({ concat }, graph, target) => {
    const obstacles = obstaclesOf(graph, concat, target);
    const [first] = obstacles.values();
    const { length } = concat.node.inputs;
    if (first === undefined || (obstacles.size === 1 && length > 1)) return undefined;
    const share = obstacles.size === length ? 'none' : `only ${length - obstacles.size}`;
    const reason = `${share} of the ${length} inputs of ${describeNode(graph, concat.node)} can be written in place: ${first}`;
    return { reason, nodeIds: [concat.id] };
  },
  rewrite: ({ concat }, patch, graph, target) => {
    patch.elide([concat.id], [...obstaclesOf(graph, concat, target).keys()]);
  },
});

/** The inputs that must be copied, each with the reason. */
function obstaclesOf(graph: Graph, { node }: MatchedNode<'Concat'>, target: Target): ReadonlyMap<ValueId, string> {
  const obstacles = new Map<ValueId, string>();
  node.inputs.forEach((id, index) => {
    if (id === undefined) return;
    const isTwice = node.inputs.indexOf(id) < index;
    const obstacle = isTwice ? `"${nameOf(graph, id)}" is there twice` : findObstacle(graph, node, id, target);
    if (obstacle !== undefined) obstacles.set(id, obstacle);
  });
  return obstacles;
}

/** Why a value cannot be written into its place in the output of `concat`; undefined where it can. */
function findObstacle(graph: Graph, concat: Node, id: ValueId, target: Target): string | undefined {
  const name = `"${nameOf(graph, id)}"`;
  const producer = findProducer(graph, id);
  if (findConstant(graph, id)) return `${name} is a constant`;
  if (!producer) return `${name} is an input of the model`;
  if (isGraphOutput(graph, id)) return `${name} is an output of the model`;
  const maker = describeNode(graph, producer);
  if (target.isFree(producer, graph)) return `${name} is made by ${maker}, which moves no data`;
  if (producer.opType === 'Split') return `${name} is a slice of what ${maker} divides`;
  if (!writesStrided(producer) || producer.outputs[0] !== id) return `${maker} writes its output in one piece`;
  if (producer.opType === 'Concat' && axisOf(producer) !== axisOf(concat)) return `${maker} joins along another axis`;
  for (const user of consumersOf(graph, id)) {
    if (user.id === concat.id) continue;
    const what = describeNode(graph, user);
    if (user.opType === 'Concat' && takesInPlace(graph, user, id))
      return `${name} is written in place for ${what} already`;
    if (target.isFree(user, graph) || !findOpSpec(user)) return `${what} reads ${name} in one piece`;
  }
  return undefined;
}

const stridedCategories: ReadonlySet<string> = new Set([
  'convolution',
  'pooling',
  'activation',
  'elementwise',
  'normalization',
  'concat',
]);

/** Softmax and its like, and what only moves data, have kernels that write densely. */
const writesStrided = (node: Node): boolean => {
  const category = findOpSpec(node)?.category;
  return (
    category !== undefined &&
    stridedCategories.has(category) &&
    !['Softmax', 'LogSoftmax', 'Hardmax'].includes(node.opType)
  );
};

function takesInPlace(graph: Graph, concat: Node, id: ValueId): boolean {
  const layerId = graph.layerOf.get(concat.id);
  const layer = layerId === undefined ? undefined : graph.layers.get(layerId);
  return layer?.kind === 'elided' && !layer.copies.includes(id);
}

const axisOf = (concat: Node): number => concatSpec.decodeAttributes(concat.attributes, 1).axis;

const nameOf = (graph: Graph, id: ValueId): string => requireValue(graph, id).name;
