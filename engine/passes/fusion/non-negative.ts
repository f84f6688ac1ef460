import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findConstant, findProducer } from '../../ir/query.ts';
import { isBanded } from './derived-tensor.ts';
import { asConstantConv } from './own-producer.ts';

/** Operators that give nothing negative, and those that do not where they read nothing negative. */
const nonNegative: ReadonlySet<string> = new Set(['Relu', 'Sigmoid', 'Softmax', 'Abs', 'Exp', 'Sqrt']);
const passesOn: ReadonlySet<string> = new Set([
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'Concat',
  'Identity',
  'Flatten',
  'Transpose',
]);

/** Far enough for a module of an inception network. */
const MAXIMUM_DEPTH = 4;

/** Whether it is certain that a value has no negative elements. */
export const isNonNegative = (graph: Graph, id: ValueId): boolean => isFrom(graph, id, new Set(), 0);

/** The nodes that make it certain; none where it is not. */
export function witnessesOf(graph: Graph, id: ValueId): readonly Node[] {
  const seen = new Set<ValueId>();
  if (!isFrom(graph, id, seen, 0)) return [];
  const producers = [...seen].flatMap((value) => findProducer(graph, value) ?? []);
  const operands = producers.filter(({ opType }) => opType === 'Max').flatMap(({ inputs }) => inputs);
  return [
    ...producers,
    ...operands.flatMap((value) => (value === undefined ? [] : (findProducer(graph, value) ?? []))),
  ];
}

/** `seen` are values that something else is already certain of, or the answer is no. */
function isFrom(graph: Graph, id: ValueId, seen: Set<ValueId>, depth: number): boolean {
  if (seen.has(id)) return true;
  seen.add(id);
  const producer = findProducer(graph, id);
  if (producer?.domain !== '' || depth > MAXIMUM_DEPTH) return false;
  if (nonNegative.has(producer.opType)) return true;
  if (producer.opType === 'Max' && hasZeroEverywhere(graph, producer)) return true;
  // A window with gaps may lie in the padding alone, which has no largest element and no average.
  const dilations = producer.attributes.get('dilations');
  if (dilations?.type === 'ints' && dilations.value.some((step) => step !== 1n)) return false;
  const inputs = producer.opType === 'Split' ? producer.inputs.slice(0, 1) : producer.inputs;
  const isPassing = producer.opType === 'Split' || passesOn.has(producer.opType);
  return isPassing && inputs.every((input) => input !== undefined && isFrom(graph, input, seen, depth + 1));
}

/**
 * Whether some operand of a Max is zero in every channel: convolutions that are zero but for some channels, as lower-concat-to-max
 * makes them, none of which are the same in all.
 */
function hasZeroEverywhere(graph: Graph, { inputs }: Node): boolean {
  const bands = inputs.flatMap((id) => bandOf(graph, id) ?? []);
  return bands.length > 0 && Math.max(...bands.map(({ begin }) => begin)) >= Math.min(...bands.map(({ end }) => end));
}

/** The channels in which a convolution may differ from zero, where that is known. */
function bandOf(graph: Graph, id: ValueId | undefined): { readonly begin: number; readonly end: number } | undefined {
  const conv = id === undefined ? undefined : asConstantConv(graph, findProducer(graph, id));
  const tensors = (conv?.node.inputs.slice(1) ?? []).map((input) => findConstant(graph, input));
  if (tensors.length === 0 || !tensors.every(isBanded)) return undefined;
  const bands = tensors.map(({ band }) => band);
  return { begin: Math.min(...bands.map(([begin]) => begin)), end: Math.max(...bands.map(([, end]) => end)) };
}
