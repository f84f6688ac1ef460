import type { ValueType } from '../ir/graph.ts';
import { type Tensor, tensorOfBytes, tensorOfNumbers } from '../ir/tensor.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** A constant, in whichever of its attribute forms. Source: ONNX Constant-1, -12 (value_int, ...), -13. */
export const constant = defineOp({
  type: 'Constant',
  domain: '',
  inputs: [],
  outputs: ['output'],
  category: 'constant',
  decodeAttributes: (attributes): { readonly value: Tensor | undefined } => {
    for (const attribute of attributes.values()) {
      switch (attribute.type) {
        case 'tensor':
          return { value: attribute.value };
        case 'int':
          return { value: int64Tensor([attribute.value], []) };
        case 'ints':
          return { value: int64Tensor(attribute.value, [attribute.value.length]) };
        case 'float':
          return { value: tensorOfNumbers('float32', [], [attribute.value]) };
        case 'floats':
          return { value: tensorOfNumbers('float32', [attribute.value.length], attribute.value) };
        case 'string':
          return { value: { dataType: 'string', dims: [], content: { kind: 'strings', values: [attribute.value] } } };
        case 'strings':
          return {
            value: {
              dataType: 'string',
              dims: [attribute.value.length],
              content: { kind: 'strings', values: attribute.value },
            },
          };
      }
    }
    return { value: undefined };
  },
  inferOutputs: ({ attributes: { value } }): readonly (ValueType | undefined)[] => [
    value && tensorType(value.dataType, value.dims),
  ],
  cost: noMacs,
  evaluate: ({ attributes: { value } }) => value && [value],
});

const int64Tensor = (values: readonly bigint[], dims: readonly number[]): Tensor =>
  tensorOfBytes('int64', dims, new Uint8Array(BigInt64Array.from(values).buffer));
