import type { Tensor } from '../ir/tensor.ts';
import { tensorOfNumbers } from '../ir/tensor.ts';
import { type ElementFunction, mapElements, maximum, minimum } from './arithmetic.ts';
import { broadcastAll } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

/** One function over any number of tensors, element by element, with broadcasting. Source: ONNX Max, Mean, Min, Sum, opset 8 on. */
const variadic = <const T extends string>(
  type: T,
  output: string,
  evaluate: (tensors: readonly (Tensor | undefined)[]) => Tensor | undefined,
) =>
  defineOp({
    type,
    domain: '',
    inputs: ['data_0...'],
    outputs: [output],
    category: 'elementwise',
    decodeAttributes: noAttributes,
    inferOutputs: broadcastAll,
    cost: noMacs,
    evaluate: ({ inputs }) => single(evaluate(inputs)),
  });

/** Two at a time, in order, as the runtime does: the rounding after each step is part of the result. */
const pairwise = (combine: ElementFunction) => (tensors: readonly (Tensor | undefined)[]) =>
  tensors.length === 0 ? undefined : tensors.reduce((result, tensor) => mapElements([result, tensor], combine));

const sum = pairwise({ float: (a, b) => a + b, integer: (a, b) => a + b });

const mean = (tensors: readonly (Tensor | undefined)[]): Tensor | undefined => {
  const total = sum(tensors);
  const count = total && tensorOfNumbers(total.dataType, [], [tensors.length]);
  return mapElements([total, count], { float: (a, b) => a / b });
};

export const variadicMath = [
  variadic('Max', 'max', pairwise(maximum)),
  variadic('Mean', 'mean', mean),
  variadic('Min', 'min', pairwise(minimum)),
  variadic('Sum', 'sum', sum),
] as const;
