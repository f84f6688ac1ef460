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
export function isNonNegative(graph: Graph, id: ValueId, depth = 0): boolean {
  const producer = findProducer(graph, id);
  if (producer?.domain !== '' || depth > MAXIMUM_DEPTH) return false;
  if (nonNegative.has(producer.opType)) return true;
  if (producer.opType === 'Max' && isSomewhereZero(graph, producer)) return true;
  const [data] = producer.inputs;
  if (producer.opType === 'Split') return data !== undefined && isNonNegative(graph, data, depth + 1);
  return (
    passesOn.has(producer.opType) &&
    producer.inputs.every((input) => input !== undefined && isNonNegative(graph, input, depth + 1))
  );
}

/** Whether convolutions that are zero but for some channels, and none in all of them, are among the operands, as lower-concat-to-max makes it. */
function isSomewhereZero(graph: Graph, { inputs }: Node): boolean {
  const bands = inputs.flatMap((id) => {
    const conv = id === undefined ? undefined : asConstantConv(graph, findProducer(graph, id));
    const tensors = (conv?.node.inputs.slice(1) ?? []).map((input) => findConstant(graph, input));
    return tensors.length > 0 && tensors.every(isBanded) ? tensors.map(({ band }) => band) : [];
  });
  return bands.length > 0 && Math.max(...bands.map(([begin]) => begin)) >= Math.min(...bands.map(([, end]) => end));
}
