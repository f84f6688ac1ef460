import type { Attributes } from '../ir/graph.ts';
import { elementCountOf } from '../ir/shape.ts';
import { readChoice, readFlag, readFloat, readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { type CostInput, defineOp, type InferenceInput } from './op-spec.ts';

/**
 * Recurrent networks over a sequence.
 * Shapes: X [sequence, N, input], W [directions, gates * hidden, input], R [directions, gates * hidden, hidden] ->
 * Y [sequence, directions, N, hidden], Y_h and Y_c [directions, N, hidden]; with layout 1, N comes first in all of them.
 * Cost: W and R once per element of the sequence and of the batch.
 * Source: ONNX LSTM-7, -14 (layout); GRU-7, -14; RNN-7, -14.
 */
const decodeRecurrent = (attributes: Attributes) => ({
  direction: readChoice(attributes, 'direction', ['forward', 'reverse', 'bidirectional'], 'forward'),
  hiddenSize: readInt(attributes, 'hidden_size', undefined),
  clip: readFloat(attributes, 'clip', undefined),
  batchFirst: readFlag(attributes, 'layout', false),
});

type Recurrent = ReturnType<typeof decodeRecurrent>;

const inferRecurrent = ({ attributes, shape, dataType }: InferenceInput<Recurrent>) => {
  const directions = attributes.direction === 'bidirectional' ? 2 : 1;
  const hidden = attributes.hiddenSize ?? shape(2)?.at(-1);
  const x = shape(0);
  const [sequence, batch] = attributes.batchFirst ? [x?.[1], x?.[0]] : [x?.[0], x?.[1]];
  const last = tensorType(
    dataType(0),
    attributes.batchFirst ? [batch, directions, hidden] : [directions, batch, hidden],
  );
  const all = attributes.batchFirst ? [batch, sequence, directions, hidden] : [sequence, directions, batch, hidden];
  return [tensorType(dataType(0), all), last, last];
};

const costRecurrent = ({ inputShape }: CostInput<Recurrent>) => {
  const [x, w, r] = [inputShape(0), inputShape(1), inputShape(2)];
  if (!x || !w || !r) return undefined;
  return { macs: (x[0] ?? 1) * (x[1] ?? 1) * (elementCountOf(w) + elementCountOf(r)) };
};

export const lstm = defineOp({
  type: 'LSTM',
  domain: '',
  inputs: ['X', 'W', 'R', 'B', 'sequence_lens', 'initial_h', 'initial_c', 'P'],
  outputs: ['Y', 'Y_h', 'Y_c'],
  category: 'matrix',
  decodeAttributes: (attributes) => ({
    ...decodeRecurrent(attributes),
    inputForget: readFlag(attributes, 'input_forget', false),
  }),
  inferOutputs: inferRecurrent,
  cost: costRecurrent,
});

export const gru = defineOp({
  type: 'GRU',
  domain: '',
  inputs: ['X', 'W', 'R', 'B', 'sequence_lens', 'initial_h'],
  outputs: ['Y', 'Y_h'],
  category: 'matrix',
  decodeAttributes: (attributes) => ({
    ...decodeRecurrent(attributes),
    linearBeforeReset: readFlag(attributes, 'linear_before_reset', false),
  }),
  inferOutputs: inferRecurrent,
  cost: costRecurrent,
});

export const rnn = defineOp({
  type: 'RNN',
  domain: '',
  inputs: ['X', 'W', 'R', 'B', 'sequence_lens', 'initial_h'],
  outputs: ['Y', 'Y_h'],
  category: 'matrix',
  decodeAttributes: decodeRecurrent,
  inferOutputs: inferRecurrent,
  cost: costRecurrent,
});
