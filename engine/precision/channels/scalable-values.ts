import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import {
  findConstant,
  findShape,
  findSoleConsumer,
  isGraphOutput,
  opsetOf,
  requireNode,
  topologicalOrder,
} from '../../ir/query.ts';
import { conv } from '../../ops/conv.ts';
import { gemm } from '../../ops/gemm.ts';
import { layerNormalization } from '../../ops/layer-normalization.ts';
import { matMul } from '../../ops/mat-mul.ts';
import { findClamp } from '../quantize/clamp.ts';
import { inputOf } from '../quantize/integer-node.ts';

/** Constants of a node, and the axis of each along which a channel scales them. */
export interface ScalableConstant {
  readonly node: NodeId;
  readonly constant: ValueId;
  readonly axis: number;
}

/**
 * A value whose channels may each be divided by a factor, because what makes it can be divided and all that reads it can be
 * multiplied: x_c / s_c, with the producer's weights over s_c and the readers' weights times s_c.
 */
export interface ScalableValue {
  /** What the readers read. */
  readonly id: ValueId;
  /** All values from the producer to the readers, which are scaled alike. */
  readonly members: readonly ValueId[];
  /** Of the channels; negative from the end. */
  readonly axis: number;
  readonly channelCount: number;
  readonly producer: readonly ScalableConstant[];
  readonly readers: readonly ScalableConstant[];
  /** What a Clip in between cuts off above. */
  readonly upper: number;
  /** Every reader has weights of its own for each channel, whose scale takes the factor up: nothing is lost by any of them. */
  readonly isFree: boolean;
}

/** Every such value: between convolutions, through Relu, Clip, LeakyRelu and poolings; and from LayerNormalization to products. */
export function findScalableValues(graph: Graph): readonly ScalableValue[] {
  return topologicalOrder(graph).flatMap((node) => {
    const produced = producedBy(graph, node);
    return produced ? (follow(graph, produced) ?? []) : [];
  });
}

interface Produced {
  readonly output: ValueId;
  readonly axis: number;
  readonly channelCount: number;
  readonly constants: readonly ScalableConstant[];
}

function producedBy(graph: Graph, node: Node): Produced | undefined {
  const [output] = node.outputs;
  if (output === undefined || node.domain !== '') return undefined;
  const constantsOf = (ids: readonly (ValueId | undefined)[]) => {
    const present = ids.filter((id) => id !== undefined);
    return present.every((id) => findConstant(graph, id)?.dataType === 'float32')
      ? present.map((constant) => ({ node: node.id, constant, axis: 0 }))
      : undefined;
  };
  if (node.opType === 'Conv') {
    const weight = inputOf(conv, node, 'W');
    const constants = constantsOf([weight, inputOf(conv, node, 'B')]);
    const channelCount = findConstant(graph, weight)?.dims[0];
    return constants && channelCount !== undefined ? { output, axis: 1, channelCount, constants } : undefined;
  }
  if (node.opType === 'LayerNormalization') {
    const scale = inputOf(layerNormalization, node, 'Scale');
    const { axis } = layerNormalization.decodeAttributes(node.attributes, opsetOf(graph));
    const dims = findConstant(graph, scale)?.dims;
    const isLast = axis === -1 || axis + 1 === findShape(graph, output)?.length;
    const constants = constantsOf([scale, inputOf(layerNormalization, node, 'B')]);
    const [channelCount] = dims ?? [];
    if (!constants || !isLast || dims?.length !== 1 || channelCount === undefined) return undefined;
    return { output, axis: -1, channelCount, constants };
  }
  return undefined;
}

/** Operators that give x_c / s_c for x_c / s_c, channel by channel, whatever s_c is. */
const homogeneous: ReadonlySet<string> = new Set([
  'Relu',
  'LeakyRelu',
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'Identity',
]);

function follow(graph: Graph, { output, axis, channelCount, constants }: Produced): ScalableValue | undefined {
  const members = [output];
  let id = output;
  let upper = Number.POSITIVE_INFINITY;
  for (;;) {
    const next = findSoleConsumer(graph, id);
    const clamp = findClamp(graph, id);
    const passes = next?.domain === '' && axis === 1 && homogeneous.has(next.opType) && next.outputs.length === 1;
    const passed = clamp?.output ?? (passes ? next.outputs[0] : undefined);
    if (passed === undefined) break;
    if (clamp) upper = Math.min(upper, clamp.upper);
    members.push(passed);
    id = passed;
  }
  if (isGraphOutput(graph, id)) return undefined;
  const users = [...(graph.consumers.get(id) ?? [])].map((user) => readerOf(graph, requireNode(graph, user), id, axis));
  const readers = users.flatMap((reader) => reader ?? []);
  if (readers.length === 0 || readers.length < users.length) return undefined;
  return {
    id,
    members,
    axis,
    channelCount,
    producer: constants,
    readers: readers.map(({ isFree: _, ...reader }) => reader),
    upper,
    isFree: readers.every(({ isFree }) => isFree),
  };
}

function readerOf(
  graph: Graph,
  node: Node,
  value: ValueId,
  axis: number,
): (ScalableConstant & { readonly isFree: boolean }) | undefined {
  if (node.domain !== '' || node.inputs[0] !== value || node.inputs.lastIndexOf(value) !== 0) return undefined;
  if (node.opType === 'Conv' && axis === 1) {
    const constant = inputOf(conv, node, 'W');
    const weight = findConstant(graph, constant);
    if (constant === undefined || weight?.dataType !== 'float32') return undefined;
    const { group } = conv.decodeAttributes(node.attributes, opsetOf(graph));
    if (group === 1) return { node: node.id, constant, axis: 1, isFree: false };
    const isDepthwise = weight.dims[1] === 1 && weight.dims[0] === group;
    return isDepthwise ? { node: node.id, constant, axis: 0, isFree: true } : undefined;
  }
  if (axis !== -1) return undefined;
  const isGemm = node.opType === 'Gemm';
  if (!isGemm && node.opType !== 'MatMul') return undefined;
  const constant = isGemm ? inputOf(gemm, node, 'B') : inputOf(matMul, node, 'B');
  const weight = findConstant(graph, constant);
  if (constant === undefined || weight?.dataType !== 'float32' || weight.dims.length !== 2) return undefined;
  const transposed = isGemm ? gemm.decodeAttributes(node.attributes, opsetOf(graph)) : undefined;
  if (transposed?.transA) return undefined;
  return { node: node.id, constant, axis: transposed?.transB ? 1 : 0, isFree: false };
}
