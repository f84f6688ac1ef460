import { elementCountOf } from '../ir/shape.ts';
import { tensorOfInts } from '../ir/tensor.ts';
import { readInt } from './attributes.ts';
import { productOf } from './dims.ts';
import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** The dimensions of `data`, or those from `start` to before `end`. Source: ONNX Shape-1, -13, -15 (start, end). */
export const shape = defineOp({
  type: 'Shape',
  domain: '',
  inputs: ['data'],
  outputs: ['shape'],
  category: 'shape',
  decodeAttributes: (attributes) => ({
    start: readInt(attributes, 'start', 0),
    end: readInt(attributes, 'end', undefined),
  }),
  inferOutputs: ({ attributes: { start, end }, shape }) => [tensorType('int64', [shape(0)?.slice(start, end).length])],
  inferElements: ({ attributes: { start, end }, shape }) => [shape(0)?.slice(start, end)],
  cost: noMacs,
  evaluate: ({ attributes: { start, end }, inputs: [data] }) => data && [tensorOfInts(data.dims.slice(start, end))],
});

/** The number of elements of `data`. Source: ONNX Size-1, -13. */
export const size = defineOp({
  type: 'Size',
  domain: '',
  inputs: ['data'],
  outputs: ['size'],
  category: 'shape',
  decodeAttributes: noAttributes,
  inferOutputs: () => [tensorType('int64', [])],
  inferElements: ({ shape }) => {
    const data = shape(0);
    return [data && [productOf(data)]];
  },
  cost: noMacs,
  evaluate: ({ inputs: [data] }) => data && [tensorOfInts([elementCountOf(data.dims)], [])],
});
