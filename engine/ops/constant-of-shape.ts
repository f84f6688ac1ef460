import { type Tensor, tensorInts, tensorOfNumbers } from '../ir/tensor.ts';
import { readTensor } from './attributes.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, pick, single, steps } from './tensor-math.ts';

/** A tensor of the shape that `input` holds, filled with one value: float32 0 by default. Source: ONNX ConstantOfShape-9. */
export const constantOfShape = defineOp({
  type: 'ConstantOfShape',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'constant',
  decodeAttributes: (attributes): { readonly value: Tensor | undefined } => ({
    value: readTensor(attributes, 'value'),
  }),
  inferOutputs: ({ attributes: { value }, symbolicInts, shape }) => {
    const rank = shape(0)?.[0];
    const dims = symbolicInts(0) ?? (typeof rank === 'number' ? unknownShape(rank) : undefined);
    return [tensorType(value?.dataType ?? 'float32', dims)];
  },
  cost: noMacs,
  evaluate: ({ attributes: { value }, inputs: [input] }) => {
    const dims = input && tensorInts(input);
    const element = value ?? tensorOfNumbers('float32', [1], [0]);
    return single(dims && pick(element, dims, offsetsOf(dims.map((extent) => steps(extent, 0)))));
  },
});
