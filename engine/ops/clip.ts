import type { Tensor } from '../ir/tensor.ts';
import { mapElements } from './arithmetic.ts';
import { readFloat } from './attributes.ts';
import { readElements } from './elements.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

/**
 * min(max(input, min), max). The bounds are attributes before opset 11 and inputs since; both optional.
 * Source: ONNX Clip-6, -11, -13.
 */
export const clip = defineOp({
  type: 'Clip',
  domain: '',
  inputs: ['input', 'min', 'max'],
  outputs: ['output'],
  category: 'activation',
  decodeAttributes: (attributes, opset) => ({
    min: opset < 11 ? readFloat(attributes, 'min', undefined) : undefined,
    max: opset < 11 ? readFloat(attributes, 'max', undefined) : undefined,
  }),
  inferOutputs: likeFirst,
  cost: noMacs,
  evaluate: ({ attributes, inputs: [input, min, max] }) => {
    if (!input) return undefined;
    const [low, high] = [min ? firstOf(min) : attributes.min, max ? firstOf(max) : attributes.max];
    const float = (x: number) => Math.min(Math.max(x, Number(low ?? -Infinity)), Number(high ?? Infinity));
    const integer = (x: bigint) => {
      const raised = low !== undefined && x < low ? BigInt(low) : x;
      return high !== undefined && raised > high ? BigInt(high) : raised;
    };
    return single(mapElements([input], { float, integer }));
  },
});

const firstOf = (tensor: Tensor): number | bigint | undefined => readElements(tensor)?.values[0];
