import { invariant } from '../../errors.ts';
import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { consumersOf, findConstant, findDataType, findShape, findSoleConsumer, isGraphOutput } from '../../ir/query.ts';
import { elementCountOf, isStatic, sameShape } from '../../ir/shape.ts';
import { addWithoutBias } from './bare-conv.ts';
import { addBias, type BiasMap, channelsOf, convolvedMap, isMapSized, tensorOfMaps, uniformMap } from './bias-maps.ts';
import { isDeepPointwise } from './deep-pointwise.ts';
import { MatchedNode } from './matched-node.ts';
import { asConstantConv, findOwnProducer } from './own-producer.ts';
import type { RulePatch } from './rule-patch.ts';

type Conv = MatchedNode<'Conv'>;
type Relu = MatchedNode<'Relu'>;

/**
 * Relu(u + b) = Max(u, -b) + b, where a padded convolution reads this: what b adds to its output depends on the position, since the
 * padding has no b, and becomes a map [1, C, H, W]. Relu(v + map) = Max(v, -map) + map goes on in the same way, until the
 * maps are part of the constant of a Sum.
 */
export interface Carrying {
  /** What the Relu reads; it loses its bias. */
  readonly source: Conv;
  readonly relu: Relu;
  /** [1, C, H, W] of the Relu. */
  readonly dims: readonly number[];
  readonly readers: readonly Reader[];
}

interface Reader {
  readonly conv: Conv;
  /** The channels of the Relu that it reads, where they are split. */
  readonly begin: number;
  readonly count: number;
  readonly dims: readonly number[];
  /** Where its output goes. */
  readonly next: Carrying | Join;
}

/** A Sum with a constant of all its elements. */
interface Join {
  readonly sum: MatchedNode<'Sum'>;
  readonly constant: ValueId;
}

/** Every convolution in between may double what a bias amounts to, and rounding with it. */
const MAXIMUM_DEPTH = 4;

/** How much one convolution may compute, should a map be of as many classes as positions: a few seconds. */
const MAXIMUM_PRODUCTS = 2 ** 29;

/** How many positions the windows along one axis may read together. */
const MAXIMUM_READS = 2 ** 18;

/** How the bias of the 1x1 convolution before a Relu could be carried; undefined where it cannot. */
export function findCarrying(graph: Graph, relu: Relu): Carrying | undefined {
  const source = asConstantConv(graph, findOwnProducer(graph, relu.input('X')));
  return source?.constant('B') && isDeepPointwise(source) ? findFrom(graph, source, relu, 1) : undefined;
}

function findFrom(graph: Graph, source: Conv, relu: Relu, depth: number): Carrying | undefined {
  const dims = findDims(graph, relu.output);
  if (!dims || depth > MAXIMUM_DEPTH || isGraphOutput(graph, relu.output)) return undefined;
  const users = consumersOf(graph, relu.output);
  const parts = allOf(users.map((node) => partsOf(graph, node, relu.output, dims)))?.flat();
  const readers = parts && allOf(parts.map((part) => findReader(graph, part, depth)));
  return readers && readers.length > 0 ? { source, relu, dims, readers } : undefined;
}

/** The list, if nothing in it is missing. */
function allOf<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? known : undefined;
}

interface Part {
  readonly value: ValueId;
  readonly node: Node;
  readonly begin: number;
  readonly count: number;
}

/** What reads a value, a Split of its channels looked through. */
function partsOf(graph: Graph, node: Node, value: ValueId, dims: readonly number[]): readonly Part[] | undefined {
  const split = new MatchedNode(node, graph);
  if (!split.is('Split')) return [{ value, node, begin: 0, count: dims[1] ?? 0 }];
  if (split.attributes.axis !== 1 && split.attributes.axis !== 1 - dims.length) return undefined;
  let begin = 0;
  const parts: Part[] = [];
  for (const output of node.outputs) {
    const count = findShape(graph, output)?.[1];
    if (output === undefined || typeof count !== 'number' || isGraphOutput(graph, output)) return undefined;
    for (const user of consumersOf(graph, output)) parts.push({ value: output, node: user, begin, count });
    begin += count;
  }
  return parts;
}

function findReader(graph: Graph, { value, node, begin, count }: Part, depth: number): Reader | undefined {
  const conv = asConstantConv(graph, node);
  const dims = conv && findDims(graph, conv.output);
  if (!conv || !dims || conv.input('X') !== value || !isMappable(conv, count, dims)) return undefined;
  const user = findSoleConsumer(graph, conv.output);
  const matched = user && new MatchedNode(user, graph);
  const next = matched?.is('Relu')
    ? findFrom(graph, conv, matched, depth + 1)
    : matched && findJoin(graph, matched, conv.output, dims);
  return next && { conv, begin, count, dims, next };
}

/** Whether a file's weights are what they claim and the maps can be computed in time. */
function isMappable(conv: Conv, inputCount: number, dims: readonly number[]): boolean {
  const { autoPad, group } = conv.attributes;
  const weight = conv.constant('W')?.dims ?? [];
  const products = elementCountOf(weight) * elementCountOf(dims.slice(2));
  const isWhole = weight.length === 4 && weight[0] === dims[1] && weight[1] === inputCount;
  const isSmall = [2, 3].every((axis) => (weight[axis] ?? 0) * (dims[axis] ?? 0) <= MAXIMUM_READS);
  return isWhole && isSmall && autoPad === 'NOTSET' && group === 1 && products <= MAXIMUM_PRODUCTS;
}

function findJoin(graph: Graph, matched: MatchedNode, value: ValueId, dims: readonly number[]): Join | undefined {
  const { inputs } = matched.node;
  const isOnce = (id: ValueId | undefined) => inputs.filter((input) => input === id).length === 1;
  const constant = inputs.find((id) => {
    const tensor = findConstant(graph, id);
    return tensor?.dataType === findDataType(graph, value) && sameShape(tensor?.dims ?? [], dims) && isOnce(id);
  });
  return matched.is('Sum') && isOnce(value) && constant !== undefined ? { sum: matched, constant } : undefined;
}

/** [1, C, H, W], all known and not too many. */
function findDims(graph: Graph, id: ValueId): readonly number[] | undefined {
  const shape = findShape(graph, id);
  return shape && isStatic(shape) && isMapSized(shape) ? shape : undefined;
}

/** Every node that carrying changes. */
export const changedByCarrying = ({ source, relu, readers }: Carrying): readonly Node[] => [
  source.node,
  relu.node,
  ...readers.flatMap(({ conv, next }) => ('sum' in next ? [conv.node, next.sum.node] : changedByCarrying(next))),
];

export function carryMap(graph: Graph, patch: RulePatch, carrying: Carrying): void {
  const bias = carrying.source.constant('B');
  invariant(bias, 'There is no bias to carry');
  const { dataType } = bias;
  const joined = new Map<NodeId, { readonly join: Join; readonly maps: BiasMap[] }>();

  const carry = ({ source, relu, dims, readers }: Carrying, map: BiasMap): void => {
    const bare = addWithoutBias(patch, source);
    const floor = patch.constant(tensorOfMaps([map], { dataType, dims, sign: -1 }));
    const floored = patch.add('Max', { inputs: { 'data_0...': [bare.output, floor] }, origins: [relu.id] });
    for (const { conv, begin, count, dims: outputDims, next } of readers) {
      const read = count === dims[1] ? map : channelsOf(map, begin, count);
      const mapped = convolvedMap(conv, read, outputDims);
      if ('sum' in next) {
        const known = joined.get(next.sum.id);
        if (known) known.maps.push(mapped);
        else joined.set(next.sum.id, { join: next, maps: [mapped] });
      } else {
        const own = conv.constant('B');
        carry(next, own ? addBias(mapped, own) : mapped);
      }
    }
    // Last: what reads the Relu has been copied by now, and the copies change with the rest.
    patch.replace(relu.output, floored);
  };

  carry(carrying, uniformMap(bias, carrying.dims));
  for (const { join, maps } of joined.values()) {
    const base = findConstant(graph, join.constant);
    const constant = patch.constant(tensorOfMaps(maps, { dataType, dims: base?.dims ?? [], base }));
    const inputs = join.sum.node.inputs.flatMap((id) => (id === join.constant ? [constant] : (id ?? [])));
    patch.update(join.sum, { inputs: { 'data_0...': inputs } });
  }
}
