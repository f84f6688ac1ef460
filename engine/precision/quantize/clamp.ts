import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findConstant, findSoleConsumer, opsetOf } from '../../ir/query.ts';
import { tensorNumbers } from '../../ir/tensor.ts';
import { clip } from '../../ops/clip.ts';
import { inputOf } from './integer-node.ts';

/**
 * A Relu, or a Clip from 0, whose work rounding to an unsigned integer does anyway: with zero point 0 nothing below 0 and
 * nothing above the quantized range can be represented.
 */
export interface Clamp {
  readonly node: Node;
  readonly output: ValueId;
  /** No representable value may exceed it. */
  readonly upper: number;
}

/** The clamp that is the only user of a value. */
export function findClamp(graph: Graph, value: ValueId): Clamp | undefined {
  const node = findSoleConsumer(graph, value);
  const output = node?.outputs[0];
  if (!node || output === undefined || node.domain !== '' || node.inputs[0] !== value) return undefined;
  if (node.opType === 'Relu') return { node, output, upper: Number.POSITIVE_INFINITY };
  if (node.opType !== 'Clip') return undefined;
  const attributes = clip.decodeAttributes(node.attributes, opsetOf(graph));
  const lower = attributes.min ?? findScalar(graph, inputOf(clip, node, 'min'));
  const upperInput = inputOf(clip, node, 'max');
  const upper = attributes.max ?? (upperInput === undefined ? Number.POSITIVE_INFINITY : findScalar(graph, upperInput));
  return lower === 0 && upper !== undefined && upper > 0 ? { node, output, upper } : undefined;
}

function findScalar(graph: Graph, value: ValueId | undefined): number | undefined {
  const tensor = findConstant(graph, value);
  return tensor && tensorNumbers(tensor)[0];
}
