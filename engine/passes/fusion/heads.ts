import type { Graph, NodeId, ValueId } from '../../ir/graph.ts';
import { findConstant, findProducer, findShape } from '../../ir/query.ts';
import type { Dim, Shape } from '../../ir/shape.ts';
import { tensorNumbers, tensorOfInts } from '../../ir/tensor.ts';
import type { RulePatch } from './rule-patch.ts';
import { isScalar } from './scalars.ts';

/** The axes of attention as exporters write it: queries and values [N, heads, S, d], keys [N, heads, d, T]. */
export interface HeadShape {
  readonly batch: Dim;
  readonly heads: number;
  readonly length: Dim;
  readonly depth: number;
}

/** Reads [N, heads, S, d], or with `isTransposed` [N, heads, d, S]; undefined where heads or d are open. */
export function headShapeOf(shape: Shape | undefined, isTransposed = false): HeadShape | undefined {
  if (shape?.length !== 4) return undefined;
  const [batch, heads] = shape;
  const [length, depth] = isTransposed ? [shape[3], shape[2]] : [shape[2], shape[3]];
  return typeof heads === 'number' && typeof depth === 'number' ? { batch, heads, length, depth } : undefined;
}

/** A tensor without the number that it is multiplied with or divided by, and that factor. */
export interface Unscaled {
  readonly value: ValueId;
  readonly factor: number;
  readonly nodeIds: readonly NodeId[];
}

export function unscaled(graph: Graph, value: ValueId): Unscaled {
  const plain: Unscaled = { value, factor: 1, nodeIds: [] };
  const node = findProducer(graph, value);
  if (node?.domain !== '' || (node.opType !== 'Mul' && node.opType !== 'Div')) return plain;
  for (const [data, other] of node.opType === 'Mul'
    ? [
        [0, 1],
        [1, 0],
      ]
    : [[0, 1]]) {
    const [input, constant] = [node.inputs[data ?? 0], findConstant(graph, node.inputs[other ?? 1])];
    if (input === undefined || !constant || !isScalar(constant)) continue;
    // A scalar of more axes than the data would add axes.
    if (constant.dims.length > (findShape(graph, input)?.length ?? 0)) continue;
    const number = tensorNumbers(constant)[0] ?? Number.NaN;
    return { value: input, factor: node.opType === 'Mul' ? number : 1 / number, nodeIds: [node.id] };
  }
  return plain;
}

/** True where a Transpose of this permutation makes `value`, so that undoing it costs nothing. */
export function isTransposed(graph: Graph, value: ValueId, perm: readonly number[]): boolean {
  const node = findProducer(graph, value);
  const attribute = node?.opType === 'Transpose' && node.domain === '' ? node.attributes.get('perm') : undefined;
  return attribute?.type === 'ints' && attribute.value.map(Number).join() === perm.join();
}

export const transpose = (
  patch: RulePatch,
  data: ValueId,
  perm: readonly number[],
  origins: readonly NodeId[],
  suffix: string,
): ValueId =>
  patch.add('Transpose', {
    inputs: { data },
    attributes: new Map([['perm', { type: 'ints', value: perm.map(BigInt) }]]),
    origins,
    suffix,
  }).output;

/** Reshapes to these dims; of open ones one is left to follow from the rest, more are copied from the data. */
export function reshape(
  patch: RulePatch,
  data: ValueId,
  dims: Shape,
  origins: readonly NodeId[],
  suffix: string,
): ValueId {
  const isOpen = (dim: Dim) => typeof dim !== 'number';
  const open = dims.filter(isOpen).length > 1 ? 0 : -1;
  const shape = patch.constant(tensorOfInts(dims.map((dim) => (typeof dim === 'number' ? dim : open))));
  return patch.add('Reshape', { inputs: { data, shape }, origins, suffix }).output;
}

/** [N, heads, S, d] as [N, S, heads * d]. */
export function joinHeads(
  patch: RulePatch,
  data: ValueId,
  { batch, heads, length, depth }: HeadShape,
  perm: readonly number[],
  origins: readonly NodeId[],
  suffix: string,
): ValueId {
  const rows = transpose(patch, data, perm, origins, `${suffix}_rows`);
  return reshape(patch, rows, [batch, length, heads * depth], origins, suffix);
}

/** [N, S, heads * d] as [N, heads, S, d]. */
export function splitHeads(
  patch: RulePatch,
  data: ValueId,
  { batch, heads, length, depth }: HeadShape,
  origins: readonly NodeId[],
): ValueId {
  const rows = reshape(patch, data, [batch, length, heads, depth], origins, '_heads');
  return transpose(patch, rows, [0, 2, 1, 3], origins, '_split');
}
