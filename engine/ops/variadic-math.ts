import { broadcastAll } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** One function over any number of tensors, element by element, with broadcasting. Source: ONNX Max, Mean, Min, Sum, opset 8 on. */
const variadic = <const T extends string>(type: T, output: string) =>
  defineOp({
    type,
    domain: '',
    inputs: ['data_0...'],
    outputs: [output],
    category: 'elementwise',
    decodeAttributes: noAttributes,
    inferOutputs: broadcastAll,
    cost: noMacs,
  });

export const variadicMath = [
  variadic('Max', 'max'),
  variadic('Mean', 'mean'),
  variadic('Min', 'min'),
  variadic('Sum', 'sum'),
] as const;
