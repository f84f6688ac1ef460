import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** Quantizes to uint8 with the range of this very tensor. Source: ONNX DynamicQuantizeLinear-11. */
export const dynamicQuantizeLinear = defineOp({
  type: 'DynamicQuantizeLinear',
  domain: '',
  inputs: ['x'],
  outputs: ['y', 'y_scale', 'y_zero_point'],
  category: 'quantize',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape }) => [tensorType('uint8', shape(0)), tensorType('float32', []), tensorType('uint8', [])],
  cost: noMacs,
});
