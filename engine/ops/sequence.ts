import type { ValueType } from '../ir/graph.ts';
import { readDataType, readFlag, readInt } from './attributes.ts';
import { commonType } from './common-type.ts';
import { tensorType, withDim } from './inference.ts';
import { defineOp, type InferenceContext, noAttributes, noMacs } from './op-spec.ts';

/** Lists of tensors. Source: ONNX sequence operators, opset 11 on. */

const sequenceOf = (element: ValueType | undefined): ValueType => ({ kind: 'sequence', ...(element && { element }) });

const elementOfFirst = ({ type }: InferenceContext): ValueType | undefined => {
  const sequence = type(0);
  return sequence?.kind === 'sequence' ? sequence.element : undefined;
};

export const sequenceConstruct = defineOp({
  type: 'SequenceConstruct',
  domain: '',
  inputs: ['inputs...'],
  outputs: ['output_sequence'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: ({ type, inputCount }) => {
    let element = type(0);
    for (let input = 1; input < inputCount; input++) element = commonType(element, type(input));
    return [sequenceOf(element)];
  },
  cost: noMacs,
});

export const sequenceEmpty = defineOp({
  type: 'SequenceEmpty',
  domain: '',
  inputs: [],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: (attributes) => ({ dataType: readDataType(attributes, 'dtype', 'float32') }),
  inferOutputs: ({ attributes }) => [sequenceOf(tensorType(attributes.dataType, undefined))],
  cost: noMacs,
});

export const sequenceAt = defineOp({
  type: 'SequenceAt',
  domain: '',
  inputs: ['input_sequence', 'position'],
  outputs: ['tensor'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: (node) => [elementOfFirst(node)],
  cost: noMacs,
});

export const sequenceInsert = defineOp({
  type: 'SequenceInsert',
  domain: '',
  inputs: ['input_sequence', 'tensor', 'position'],
  outputs: ['output_sequence'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: (node) => [sequenceOf(commonType(elementOfFirst(node), node.type(1)))],
  cost: noMacs,
});

export const sequenceErase = defineOp({
  type: 'SequenceErase',
  domain: '',
  inputs: ['input_sequence', 'position'],
  outputs: ['output_sequence'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: ({ type }) => [type(0)],
  cost: noMacs,
});

export const sequenceLength = defineOp({
  type: 'SequenceLength',
  domain: '',
  inputs: ['input_sequence'],
  outputs: ['length'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: () => [tensorType('int64', [])],
  cost: noMacs,
});

export const splitToSequence = defineOp({
  type: 'SplitToSequence',
  domain: '',
  inputs: ['input', 'split'],
  outputs: ['output_sequence'],
  category: 'other',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', 0),
    keepDims: readFlag(attributes, 'keepdims', true),
  }),
  inferOutputs: ({ attributes: { axis, keepDims }, shape, dataType, type }) => {
    const x = shape(0);
    const dropsAxis = !type(1) && !keepDims;
    const part = x && (dropsAxis ? x.toSpliced(axis, 1) : withDim(x, axis, undefined));
    return [sequenceOf(tensorType(dataType(0), part))];
  },
  cost: noMacs,
});

export const concatFromSequence = defineOp({
  type: 'ConcatFromSequence',
  domain: '',
  inputs: ['input_sequence'],
  outputs: ['concat_result'],
  category: 'concat',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', 0),
    newAxis: readFlag(attributes, 'new_axis', false),
  }),
  inferOutputs: (node) => {
    const { axis, newAxis } = node.attributes;
    const element = elementOfFirst(node);
    if (element?.kind !== 'tensor') return [undefined];
    const { shape } = element;
    const place = shape && axis < 0 ? axis + shape.length + (newAxis ? 1 : 0) : axis;
    return [tensorType(element.dataType, shape?.toSpliced(place, newAxis ? 0 : 1, undefined))];
  },
  cost: noMacs,
});
