import type { Graph, ValueId } from '../../ir/graph.ts';
import { findConstant } from '../../ir/query.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { batchNormAffine } from './batch-norm-affine.ts';
import { type ChannelAffine, perChannel } from './channel-affine.ts';
import type { MatchedNode } from './matched-node.ts';

/** Operators that scale and shift with constants. */
export const scalingOperators = ['Mul', 'Div', 'Add', 'Sub', 'BatchNormalization'] as const;

type ScalingNode = MatchedNode<(typeof scalingOperators)[number]>;

/** What such a node does to its data: data * factor + shift. */
export interface InputAffine extends ChannelAffine {
  readonly data: ValueId;
  /** What is broadcast against the data; BatchNormalization's is by its channels always. */
  readonly constant?: Tensor;
}

/** Undefined where both operands are computed, or the data is what is subtracted or divided by. */
export function inputAffineOf(graph: Graph, node: ScalingNode): InputAffine | undefined {
  if (node.is('BatchNormalization')) {
    const [data, affine] = [node.input('X'), batchNormAffine(node)];
    return data !== undefined && affine && !node.attributes.trainingMode ? { data, ...affine } : undefined;
  }
  const [a, b] = node.node.inputs;
  const [left, right] = [findConstant(graph, a), findConstant(graph, b)];
  if (!left === !right) return undefined;
  const isCommutative = node.is('Mul') || node.is('Add');
  if (left && !isCommutative) return undefined;
  const [data, constant] = left ? [b, left] : [a, right];
  if (data === undefined || !constant) return undefined;
  const numbers = perChannel(constant);
  const changed = (change: (value: number) => number) => (channelCount: number) =>
    Float64Array.from(numbers(channelCount), change);
  switch (node.operator) {
    case 'Mul':
      return { data, constant, factor: numbers };
    case 'Div':
      return { data, constant, factor: changed((value) => 1 / value) };
    case 'Add':
      return { data, constant, shift: numbers };
    default:
      return { data, constant, shift: changed((value) => -value) };
  }
}
