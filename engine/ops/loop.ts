import type { ValueType } from '../ir/graph.ts';
import { commonType, sameType } from './common-type.ts';
import { tensorType } from './inference.ts';
import { defineOp, type InferenceInput, noAttributes } from './op-spec.ts';

/**
 * Runs `body` up to M times while `cond` holds; its inputs are the iteration, the condition and the carried values, its
 * outputs the condition, the carried values and what is stacked along a new first axis.
 * Cost: one iteration, since their number is not known before it runs. Source: ONNX Loop-1, -11, -13, -16.
 */
export const loop = defineOp({
  type: 'Loop',
  domain: '',
  inputs: ['M', 'cond', 'v_initial...'],
  outputs: ['v_final_and_scan_outputs...'],
  category: 'control',
  decodeAttributes: noAttributes,
  inferOutputs: (node) => {
    const initial = Array.from({ length: Math.max(0, node.inputCount - 2) }, (_, index) => node.type(index + 2));
    const { carried, outputs } = inferCarried(node, initial, [tensorType('int64', []), tensorType('bool', [])], 1);
    const stacked = outputs.slice(1 + initial.length).map((type) => stackedType(type));
    return [...carried, ...stacked];
  },
  cost: ({ subgraphMacs }) => ({ macs: subgraphMacs('body') }),
});

/**
 * Types of carried values that an iteration maps to themselves, and the body's outputs for them. `before` and `after`
 * are body inputs around the carried ones; `offset` is the number of body outputs before them.
 */
export function inferCarried<A>(
  node: InferenceInput<A>,
  initial: readonly (ValueType | undefined)[],
  before: readonly (ValueType | undefined)[],
  offset: number,
  after: readonly (ValueType | undefined)[] = [],
): { readonly carried: readonly (ValueType | undefined)[]; readonly outputs: readonly (ValueType | undefined)[] } {
  let carried = initial;
  for (let round = 0; ; round++) {
    const outputs = node.subgraphOutputs('body', [...before, ...carried, ...after]) ?? [];
    const next = carried.map((type, index) => commonType(type, outputs[index + offset]));
    if (next.every((type, index) => sameType(type, carried[index]))) return { carried, outputs };
    // A dimension can only become unknown, so this ends; what still moves after a few rounds is not worth following.
    carried =
      round < 3
        ? next
        : next.map((type) => (type?.kind === 'tensor' ? tensorType(type.dataType, undefined) : undefined));
  }
}

/** The type of a value collected over iterations: a new first axis of unknown extent. */
const stackedType = (type: ValueType | undefined): ValueType | undefined =>
  type?.kind === 'tensor' ? tensorType(type.dataType, type.shape && [undefined, ...type.shape]) : undefined;
