import { invariant } from '../../../errors.ts';
import type { Graph, ValueId } from '../../../ir/graph.ts';
import { findConstant, findShape } from '../../../ir/query.ts';
import { sameShape } from '../../../ir/shape.ts';
import { hasBroadcastingMax } from '../bias-carrying.ts';
import { requireNoGaps, requireSoleConsumer } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

/**
 * Applies an activation to what a pooling leaves, where it is a kernel of its own: that is less.
 * Rewrite: MaxPool(Relu(x)) = Relu(MaxPool(x)), and so with Max(x, c) of one constant per channel: neither changes an order.
 * Shapes: x [N, C, ...].  Exactness: exact.
 */
export const carryReluPastMaxPool = defineRule({
  name: 'carry-relu-past-max-pool',
  summary: 'Relu, or Max with one number per channel, before a MaxPool with strides comes after it',
  example: {
    before: 'y = MaxPool(Relu(x[1,3,8,8])){kernel_shape=[3,3], strides=[2,2]}',
    after: 'y = Relu(MaxPool(x[1,3,8,8]){kernel_shape=[3,3], strides=[2,2]})',
  },
  root: 'pool',
  pattern: { activation: op(['Relu', 'Max']), pool: op('MaxPool', { X: 'activation' }) },
  where: ({ activation, pool }, graph) =>
    pool.node.outputs[1] === undefined &&
    (pool.attributes.strides ?? []).some((step) => step > 1) &&
    dataOf(graph, activation) !== undefined,
  // A window with gaps may lie in the padding alone, of which an activation would make something else; others see the data.
  guard: ({ activation, pool }, graph) =>
    firstRefusal(requireSoleConsumer(graph, activation, pool), requireNoGaps(graph, pool)),
  rewrite: ({ activation, pool }, patch, graph) => {
    const data = dataOf(graph, activation);
    invariant(data !== undefined, 'An activation reads nothing');
    const { attributes } = pool.node;
    const pooled = patch.add('MaxPool', { inputs: { X: data }, attributes, origins: [pool.id] });
    const operands = activation.node.inputs.map((id) => (id === data ? pooled.output : id));
    const origins = [activation.id];
    const last = activation.is('Relu')
      ? patch.add('Relu', { inputs: { X: pooled.output }, origins })
      : patch.add('Max', { inputs: { 'data_0...': operands.filter((id) => id !== undefined) }, origins });
    patch.replace(pool.output, last);
  },
});

/** What a Relu reads, or a Max besides one constant per channel. */
function dataOf(graph: Graph, activation: MatchedNode<'Relu' | 'Max'>): ValueId | undefined {
  const [first, second, ...others] = activation.node.inputs;
  if (activation.is('Relu')) return first;
  if (first === undefined || second === undefined || others.length > 0 || !hasBroadcastingMax(graph)) return undefined;
  const [data, floor] = findConstant(graph, first) ? [second, first] : [first, second];
  const [read, made] = [findShape(graph, data), activation.outputShape];
  if (!read || !made || made.length <= 2 || !sameShape(read, made)) return undefined;
  const spatial = findConstant(graph, floor)?.dims.slice(2 - made.length);
  return spatial?.every((extent) => extent === 1) ? data : undefined;
}
